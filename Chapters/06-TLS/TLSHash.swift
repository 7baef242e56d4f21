import Primitives

/// The hash of a cipher suite, which its whole key schedule uses (RFC 8446, B.4).
public enum TLSHash: Sendable, Equatable {
  case sha256, sha384

  /// Bytes of a digest, and of every secret.
  public var length: Int { self == .sha256 ? 32 : 48 }
}

/// A digest of either hash.
public struct Digest: Sendable, BitwiseCopyable {
  private var storage = InlineArray<48, UInt8>(repeating: 0)
  public let count: Int

  /// At most 48 bytes count.
  public init(_ bytes: Span<UInt8>) {
    count = min(bytes.count, 48)
    for i in 0..<count { storage[i] = bytes[i] }
  }

  /// What `write` appends, at most 48 bytes.
  package init(
    _ write: (inout OutputSpan<UInt8>) throws(CryptoError) -> Void
  ) throws(CryptoError) {
    var count = 0
    storage = try InlineArray<48, UInt8> { out throws(CryptoError) in
      try write(&out)
      count = out.count
      while !out.isFull { out.append(0) }
    }
    self.count = count
  }

  public var bytes: Span<UInt8> {
    @_lifetime(borrow self) borrowing get {
      storage.span.extracting(0..<count)
    }
  }
}
