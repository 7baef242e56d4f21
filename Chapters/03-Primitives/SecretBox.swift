/// One value at an address that never changes, wiped when its owner dies: keys that have
/// been expanded, the state of a hash, the accumulator of a code.
public struct SecretBox<Value: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
  private let memory: SecretMemory

  public init(_ value: Value) {
    memory = SecretMemory(
      count: MemoryLayout<Value>.size, alignment: MemoryLayout<Value>.alignment)
    place.initialize(to: value)
  }

  public var value: Value {
    unsafeAddress { UnsafePointer(place) }
    nonmutating unsafeMutableAddress { place }
  }

  private var place: UnsafeMutablePointer<Value> {
    memory.start.assumingMemoryBound(to: Value.self)
  }
}

/// Memory that is wiped before it is given back, whatever its value's type is.
public struct SecretMemory: ~Copyable, @unchecked Sendable {
  fileprivate let start: UnsafeMutableRawPointer
  private let count: Int

  fileprivate init(count: Int, alignment: Int) {
    start = .allocate(byteCount: count, alignment: alignment)
    self.count = count
  }

  deinit {
    let bytes = UnsafeMutableRawBufferPointer(start: start, count: count)
    bytes.withMemoryRebound(to: UInt8.self) { bytes in
      var span = bytes.mutableSpan
      wipe(&span)
    }
    start.deallocate()
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
