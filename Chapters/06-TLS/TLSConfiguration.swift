import Certificates
import Primitives

/// What a peer may be and do; one configuration serves many connections.
public struct TLSConfiguration: ~Copyable, Sendable {
  /// Certificates that are trusted to begin a chain, each in DER.
  public var roots: [[UInt8]] = []
  /// Our own certificates in DER, end entity first; empty for none.
  public var chain: [[UInt8]] = []
  /// The PrivateKeyInfo (PKCS #8, RFC 5958) of the chain's first certificate.
  public var privateKey: Secret?
  /// The same key, where it must not be shown; a configuration has one of the two.
  public var signer: HandshakeSigner?
  /// Keys that were shared before, instead of certificates: a client has one, a server one
  /// for each device. A configuration has these or certificates, never both.
  public var preSharedKeys: [PreSharedKey] = []
  /// Whom a client means to reach, and must say; a server leaves it `nil`, and so does
  /// whoever has pre-shared keys.
  public var expectedName: ServerName?
  /// Whether a server asks for, and insists on, a client's certificate.
  public var clientCertificate: ClientCertificate = .required
  /// ALPN names (RFC 7301), the preferred one first. Between two lists the server's order
  /// decides; two lists without a common name end the handshake.
  public var applicationProtocols: [[UInt8]] = []
  /// Over datagrams, DTLS 1.2 counts as 1.2 and DTLS 1.3 as 1.3.
  public var versions: ClosedRange<TLSVersion> = .tls12 ... .tls13
  /// Empty for the engine's own choice; a suite applies to the version it belongs to,
  /// and a version that none belongs to is not offered.
  public var suites: [CipherSuite] = []
  /// Seconds since 1970 at which certificates must be valid; `nil` asks the library's clock.
  public var verificationTime: Int64?
  /// What carries the records.
  public var transport: Transport = .stream
  /// Groups to agree in, the preferred one first; empty for the engine's own choice.
  public var groups: [NamedGroup] = []
  /// Public keys of peers (SubjectPublicKeyInfo, in DER) that are believed without any
  /// certificate (RFC 7250), in place of roots.
  public var trustedKeys: [[UInt8]] = []
  /// What we show of ourselves: a chain, or the bare public key of our private one.
  public var ownCertificateType: CertificateType = .x509
  /// How TLS 1.3 may use a key that was shared before.
  public var preSharedKeyModes: PreSharedKeyModes = .withAgreement
  /// Whether clients keep sessions, and servers give out tickets, to come back with.
  public var resumption: Resumption = .none
  /// How many bytes a client may send, or a server take, before the handshake is complete;
  /// none unless asked for, because an attacker can send them twice (RFC 8446, 8).
  public var maximumEarlyData = 0
  /// Whether a server asks each client to show, with a cookie, that it hears us, before it
  /// keeps anything of it (RFC 8446, 4.2.2).
  public var asksForCookie = false
  /// Seals a server's tickets and cookies; whoever gives them out needs one. Servers that
  /// share it open each other's.
  public var ticketSealer: TicketSealer?
  /// Knows what has come before; whoever takes early data needs one.
  public var replayFilter: ReplayFilter?
  /// Bytes of plaintext in a record that we take, 64 to 16,384 (RFC 8449).
  public var recordSizeLimit = 16_384
  /// Who judges a peer's chain.
  public var verification: Verification = .engine
  /// Of whom it must be known that they are not revoked, and what is known. A client that
  /// demands it asks the server for a stapled answer (RFC 6066, 8).
  public var revocation = RevocationPolicy()
  /// The OCSPResponse, in DER, that a server staples to its certificate; empty for none.
  public var stapledResponse: [UInt8] = []
  /// Sends what old machines on the way expect of TLS 1.2 (RFC 8446, D.4).
  public var isMiddleboxCompatible = true
  /// For the laboratory: who gets this connection's secrets.
  public var keyLog: KeyLog?

  public init() {}
}

public enum ClientCertificate: Sendable { case none, required }

/// How an end shows its public key (RFC 7250, 3; RFC 8446, 4.4.2).
public enum CertificateType: UInt8, Sendable {
  case x509 = 0
  case rawPublicKey = 2
}

/// PskKeyExchangeMode, as a set (RFC 8446, 4.2.9).
public struct PreSharedKeyModes: OptionSet, Sendable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// psk_ke: who steals the key later reads all that was ever said.
  public static var alone: PreSharedKeyModes { PreSharedKeyModes(rawValue: 1) }
  /// psk_dhe_ke.
  public static var withAgreement: PreSharedKeyModes { PreSharedKeyModes(rawValue: 2) }
}

public enum Resumption: Sendable, Equatable {
  case none
  /// A server's tickets are good for so many seconds, at most a week (RFC 8446, 4.6.1).
  case tickets(lifetime: UInt32)
}

public enum Verification: Sendable {
  /// The engine in its own way: a library's own rules, or chapter 05's.
  case engine
  /// The rules of chapter 05, whichever engine it is.
  case chapter05
}

/// The identity that a server's certificate must carry (RFC 9525, 6).
public enum ServerName: Sendable, Equatable {
  /// A DNS name in ASCII, without a dot at its end; sent as SNI too.
  case dns([UInt8])
  /// 4 or 16 bytes; never sent as SNI (RFC 6066, 3).
  case ip([UInt8])
}
