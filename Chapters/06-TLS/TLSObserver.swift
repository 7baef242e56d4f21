/// Is told what a connection does while it does it: for a trace, which shows every byte and
/// every secret. `NoObserver` is told nothing, and the compiler leaves it out.
public protocol TLSObserver: ~Copyable {
  /// A whole record that was sent or has come.
  mutating func note(_ record: borrowing ObservedRecord)
  /// A whole handshake message, its header included, before it is sent or taken.
  mutating func note(message: Span<UInt8>, _ direction: TLSDirection)
  /// A secret that was derived.
  mutating func note(_ derivation: borrowing Derivation)
}

public struct NoObserver: TLSObserver, Sendable {
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
  /// Of a protected record, what was sealed: in TLS 1.3 the content, its type and padding.
  /// Of any other, the fragment.
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

/// How a secret came about: HKDF-Expand-Label or HKDF-Extract of others (RFC 8446, 7.1), or
/// the PRF (RFC 5246, 5).
public struct Derivation: ~Escapable {
  public let name: SecretName
  /// What it was derived from; `nil` for what came from outside.
  public let source: SecretName?
  /// The transcript's hash, a salt or a seed; empty if there is none.
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
}

/// The secrets of a handshake, in the order of RFC 8446, 7.1; then those of TLS 1.2.
public enum SecretName: UInt8, Sendable, CaseIterable {
  case preSharedKey, earlySecret, binderKey, binderFinishedKey
  case clientEarlyTraffic, earlyExporter, derivedFromEarly
  case sharedSecret, handshakeSecret, clientHandshakeTraffic, serverHandshakeTraffic
  case clientFinishedKey, serverFinishedKey, derivedFromHandshake
  case masterSecret, clientApplicationTraffic, serverApplicationTraffic
  case exporter, resumption, ticketKey
  case clientKey, clientIV, serverKey, serverIV
  case premasterSecret, masterSecret12, keyBlock, clientVerifyData, serverVerifyData

  /// The label of HKDF-Expand-Label (RFC 8446, 7.1 and 7.3) or of the PRF; `nil` for what
  /// is extracted, or comes from outside.
  public var label: StaticString? {
    switch self {
    case .binderKey: "res binder"
    case .binderFinishedKey, .clientFinishedKey, .serverFinishedKey: "finished"
    case .clientEarlyTraffic: "c e traffic"
    case .earlyExporter: "e exp master"
    case .derivedFromEarly, .derivedFromHandshake: "derived"
    case .clientHandshakeTraffic: "c hs traffic"
    case .serverHandshakeTraffic: "s hs traffic"
    case .clientApplicationTraffic: "c ap traffic"
    case .serverApplicationTraffic: "s ap traffic"
    case .exporter: "exp master"
    case .resumption: "res master"
    case .ticketKey: "resumption"
    case .clientKey, .serverKey: "key"
    case .clientIV, .serverIV: "iv"
    case .masterSecret12: "extended master secret"
    case .keyBlock: "key expansion"
    case .clientVerifyData: "client finished"
    case .serverVerifyData: "server finished"
    case .preSharedKey, .earlySecret, .sharedSecret, .handshakeSecret, .masterSecret,
      .premasterSecret:
      nil
    }
  }
}
