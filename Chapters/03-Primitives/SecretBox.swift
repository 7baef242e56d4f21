/// One value at an address that never changes, wiped when its owner dies: keys that have
/// been expanded, the state of a hash, the accumulator of a code.
public struct SecretBox<Value: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
  private let place: UnsafeMutablePointer<Value>

  public init(_ value: Value) {
    place = .allocate(capacity: 1)
    place.initialize(to: value)
  }

  public var value: Value {
    unsafeAddress { UnsafePointer(place) }
    nonmutating unsafeMutableAddress { place }
  }

  deinit {
    wipe(&place.pointee)
    place.deallocate()
  }
}

/// Overwrites a value on the stack that held a secret. What the compiler spilled elsewhere
/// it cannot reach.
public func wipe<Value: BitwiseCopyable>(_ value: inout Value) {
  withUnsafeMutableBytes(of: &value) { raw in
    raw.withMemoryRebound(to: UInt8.self) { bytes in
      var span = bytes.mutableSpan
      wipe(&span)
    }
  }
}
