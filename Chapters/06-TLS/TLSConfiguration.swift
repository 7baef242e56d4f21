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

  public init() {}
}

public enum ClientCertificate: Sendable { case none, required }

/// The identity that a server's certificate must carry (RFC 9525, 6).
public enum ServerName: Sendable, Equatable {
  /// A DNS name in ASCII, without a dot at its end; sent as SNI too.
  case dns([UInt8])
  /// 4 or 16 bytes; never sent as SNI (RFC 6066, 3).
  case ip([UInt8])
}
