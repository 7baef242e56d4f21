/// Is told what a connection does while it does it: for a trace, which shows every byte and
/// how every secret came about. `NoObserver` is told nothing, and the compiler leaves it out.
public protocol TLSObserver: ~Copyable {
  /// Whether somebody is there to be told. What was sealed is kept for him only then.
  static var listens: Bool { get }
  /// A whole record: when it is sent, or when it has come and been opened.
  mutating func note(_ record: borrowing ObservedRecord)
  /// A whole handshake message, its header included, before it is sent or taken.
  mutating func note(message: Span<UInt8>, _ direction: TLSDirection)
  /// A secret, when it has been derived.
  mutating func note(_ derivation: borrowing Derivation)
}

extension TLSObserver where Self: ~Copyable {
  public static var listens: Bool { true }
}

public struct NoObserver: TLSObserver, Sendable {
  public static var listens: Bool { false }

  public init() {}
  public func note(_ record: borrowing ObservedRecord) {}
  public func note(message: Span<UInt8>, _ direction: TLSDirection) {}
  public func note(_ derivation: borrowing Derivation) {}
}

public enum TLSDirection: Sendable, Equatable { case sent, received }

/// A record as it was on the wire, and what was in it.
public struct ObservedRecord: ~Escapable {
  public let direction: TLSDirection
  /// With its header of five bytes.
  public let bytes: Span<UInt8>
  /// Of a protected record, what was sealed: in TLS 1.3 the content, its type and padding;
  /// nothing of one that cannot be opened. Of any other, the fragment.
  public let plaintext: Span<UInt8>
  public let isProtected: Bool
  /// Which record it is under its key, from 0 on.
  public let sequenceNumber: UInt64

  @_lifetime(copy bytes, copy plaintext)
  public init(
    _ direction: TLSDirection, _ bytes: Span<UInt8>, plaintext: Span<UInt8>,
    isProtected: Bool, sequenceNumber: UInt64
  ) {
    self.direction = direction
    self.bytes = bytes
    self.plaintext = plaintext
    self.isProtected = isProtected
    self.sequenceNumber = sequenceNumber
  }
}

/// How a secret came about: by HKDF-Expand-Label or HKDF-Extract (RFC 8446, 7.1), or by the
/// PRF (RFC 5246, 5).
public struct Derivation: ~Escapable {
  public let name: SecretName
  /// What it was derived from, and of an extraction the key material; `nil` for what came
  /// from outside, and where zeros stand in for what is not there.
  public let source: SecretName?
  /// The transcript's hash, a ticket's nonce, or the PRF's seed, none of which is secret;
  /// empty if there is none, and for an extraction, whose salt `name` tells.
  public let context: Span<UInt8>
  public let value: Span<UInt8>

  @_lifetime(copy context, copy value)
  public init(
    _ name: SecretName, from source: SecretName?, context: Span<UInt8>,
    value: Span<UInt8>
  ) {
    self.name = name
    self.source = source
    self.context = context
    self.value = value
  }

  /// `nil` for what is extracted, or comes from outside.
  public var label: StaticString? {
    // The next generation of a secret comes from the secret itself (RFC 8446, 7.2).
    name == source ? "traffic upd" : name.label
  }
}
