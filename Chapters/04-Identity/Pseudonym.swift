import Primitives

/// A name that holds for one epoch and means nothing to a stranger: 16 bytes.
public struct Pseudonym: Hashable, Comparable, Sendable {
  public static var length: Int { 16 }

  public let bytes: [UInt8]

  /// As it came; nil if it is not 16 bytes.
  public init?(_ bytes: Span<UInt8>) {
    guard bytes.count == Self.length else { return nil }
    self.bytes = [UInt8](capacity: bytes.count) { out in out.append(bytes) }
  }

  public static func < (a: Pseudonym, b: Pseudonym) -> Bool {
    a.bytes.lexicographicallyPrecedes(b.bytes)
  }
}

/// How long a pseudonym holds: device and owner agree on it once.
public struct PseudonymPeriod: Equatable, Sendable {
  public let seconds: UInt64

  /// Nil for less than a second.
  public init?(seconds: UInt64) {
    guard seconds > 0 else { return nil }
    self.seconds = seconds
  }

  /// The number of the epoch in which a moment lies, counted from 1970.
  public func epoch(at seconds: UInt64) -> UInt64 { seconds / self.seconds }
}

/// What makes one device's pseudonyms. The device keeps it beside its keys.
public struct PseudonymKey<Crypto: CryptoProvider>: ~Copyable {
  private var code: Crypto.HMACSHA256

  /// 32 bytes at least, that the owner gave to this device and to no other.
  public init(_ secret: borrowing Secret) throws(CryptoError) {
    guard secret.count >= 32 else { throw .wrongKeyLength(secret.count) }
    code = try Crypto.HMACSHA256(key: secret.bytes)
  }

  /// HMAC-SHA-256 over what it is for and the epoch's number, the first half of it.
  public mutating func pseudonym(in epoch: UInt64) throws(CryptoError) -> Pseudonym {
    let purpose: StaticString = "Things That Keep Secrets: pseudonym"
    let message = [UInt8](capacity: purpose.utf8CodeUnitCount &+ 10) { out in
      out.append(purpose)
      out.append(0)
      out.append(1)
      out.append(bigEndian: epoch, bytes: 8)
    }
    try code.update(message.span)
    let digest = try [UInt8](capacity: 32) { out throws(CryptoError) in
      try code.finish(into: &out)
    }
    guard let pseudonym = Pseudonym(digest.span.extracting(first: Pseudonym.length))
    else { throw .unsupported }
    return pseudonym
  }
}
