/// Bytes that wipe themselves, never print, and compare in constant time.
public struct Secret: ~Copyable, @unchecked Sendable {
  private let storage: UnsafeMutableBufferPointer<UInt8>

  /// Copies `bytes`; wiping the original stays with the caller.
  public init(copying bytes: Span<UInt8>) {
    self.init(count: bytes.count) { storage in
      for i in bytes.indices { storage[i] = bytes[i] }
    }
  }

  /// `fill` writes the bytes where they will stay, so that no other copy needs wiping.
  public init<E: Error>(
    count: Int, fill: (inout MutableSpan<UInt8>) throws(E) -> Void
  ) throws(E) {
    let storage = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: count)
    storage.initialize(repeating: 0)
    self.storage = storage
    var bytes = storage.mutableSpan
    try fill(&bytes)
  }

  public var count: Int { storage.count }

  /// The bytes themselves, for as long as the secret lives.
  public var bytes: Span<UInt8> {
    @_lifetime(borrow self) borrowing get {
      _overrideLifetime(storage.span, borrowing: self)
    }
  }

  /// A second copy, that wipes itself too.
  public borrowing func copy() -> Secret { Secret(copying: bytes) }

  /// Takes as long for a difference in the first byte as for one in the last.
  public static func == (a: borrowing Secret, b: borrowing Secret) -> Bool {
    constantTimeEqual(a.bytes, b.bytes)
  }

  deinit {
    let storage = storage
    var bytes = storage.mutableSpan
    wipe(&bytes)
    storage.deallocate()
  }
}

/// Only the lengths may show in the time this takes.
public func constantTimeEqual(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool {
  guard a.count == b.count else { return false }
  var difference: UInt8 = 0
  for i in a.indices { difference |= a[i] ^ b[i] }
  return opaque(Limb(difference)) == 0
}

/// Overwrites with zeros; not optimised, so that the compiler cannot see that nobody
/// reads them again.
@inline(never) @_optimize(none)
public func wipe(_ bytes: inout MutableSpan<UInt8>) {
  clear(&bytes)
}

private func clear(_ bytes: inout MutableSpan<UInt8>) {
  for i in bytes.indices { bytes[i] = 0 }
}
