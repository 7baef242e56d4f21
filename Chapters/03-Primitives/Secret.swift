/// Bytes that wipe themselves, never print, and compare in constant time.
public struct Secret: ~Copyable, @unchecked Sendable {
  private let storage: UnsafeMutableBufferPointer<UInt8>

  /// Copies `bytes`; wiping the original stays with the caller.
  public init(copying bytes: Span<UInt8>) {
    storage = .allocate(capacity: bytes.count)
    for i in bytes.indices { storage.initializeElement(at: i, to: bytes[i]) }
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
  return difference == 0
}

/// Overwrites with zeros; not inlined, so that the compiler cannot see that nobody
/// reads them again.
@inline(never) @_optimize(none)
public func wipe(_ bytes: inout MutableSpan<UInt8>) {
  for i in bytes.indices { bytes[i] = 0 }
}
