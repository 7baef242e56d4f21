import Certificates
import Primitives
import Wire

/// A configuration that was read and checked once, for every connection that follows.
public final class TLSContext<Crypto: CryptoProvider>: Sendable {
  public let role: TLSRole
  let versions: ClosedRange<TLSVersion>
  /// Those of both versions that the provider can seal with, the preferred one first.
  let suites: [CipherSuite]
  let groups: [NamedGroup]
  /// In which a peer may sign, as far as the provider can verify; the preferred one first.
  let schemes: [SignatureScheme]
  let identity: OwnIdentity?
  let trust: PeerTrust
  /// For SNI, in ASCII; empty for none.
  let serverName: [UInt8]
  /// Whom a client means, in a form that sessions are kept by; empty if it does not say.
  let peerName: [UInt8]
  let asksForClientCertificate: Bool
  let applicationProtocols: [[UInt8]]
  let preSharedKeys: [PreSharedKey]
  let preSharedKeyModes: PreSharedKeyModes
  /// Seconds that a ticket of ours is good for; 0 for none.
  let resumptionLifetime: UInt32
  let maximumEarlyData: Int
  let asksForCookie: Bool
  let recordSizeLimit: Int
  let stapledResponse: [UInt8]
  let isMiddleboxCompatible: Bool
  let keyLog: KeyLog?
  /// Seconds since 1970, in place of the connection's own date.
  let verificationTime: Int64?
  let ticketSealer: TicketSealer?
  let replayFilter: ReplayFilter?
  let reenactment: Reenactment
  /// What a server's tickets are bound to.
  let ticketPolicy: [UInt8]

  /// Throws `.configuration` for whatever cannot work.
  public convenience init(
    _ configuration: borrowing TLSConfiguration, role: TLSRole
  ) throws(TLSError) {
    try self.init(
      configuration, role: role, signer: configuration.signer,
      ticketSealer: configuration.ticketSealer,
      replayFilter: configuration.replayFilter)
  }

  /// The same, with what a host has put a lock around.
  public convenience init(
    _ configuration: borrowing TLSConfiguration, role: TLSRole,
    signer: HandshakeSigner?, ticketSealer: TicketSealer?, replayFilter: ReplayFilter?
  ) throws(TLSError) {
    try self.init(
      configuration, role: role, signer: signer, ticketSealer: ticketSealer,
      replayFilter: replayFilter, reenactment: Reenactment())
  }

  package init(
    _ configuration: borrowing TLSConfiguration, role: TLSRole,
    signer: HandshakeSigner?, ticketSealer: TicketSealer?, replayFilter: ReplayFilter?,
    reenactment: Reenactment
  ) throws(TLSError) {
    if !Crypto.omissions.contains(.checks) { try configuration.check(as: role) }
    guard case .stream = configuration.transport else {
      throw TLSError(.configuration(.transport))
    }
    self.role = role
    let versions = try configuration.versions(spokenBy: .tls12 ... .tls13)
    self.versions = versions
    identity =
      if let recorded = reenactment.identity { OwnIdentity(recorded) } else {
        try OwnIdentity.read(configuration, signer: signer, using: Crypto.self)
      }
    trust = try PeerTrust(configuration, as: role, using: Crypto.self)
    switch configuration.expectedName {
    //= rfc6066#3
    //# Literal IPv4 and IPv6 addresses are not permitted in "HostName".
    case .ip(let address): (serverName, peerName) = ([], [2] + address)
    case .dns(let name): (serverName, peerName) = (name, [1] + name)
    case nil: (serverName, peerName) = ([], [])
    }
    suites = try Self.suites(of: configuration, versions)
    groups = try Self.groups(of: configuration)
    schemes = Self.schemes(of: trust)
    asksForClientCertificate =
      role == .server && configuration.preSharedKeys.isEmpty
      && configuration.clientCertificate == .required
    applicationProtocols = configuration.applicationProtocols
    preSharedKeys = configuration.preSharedKeys
    preSharedKeyModes = configuration.preSharedKeyModes
    switch configuration.resumption {
    case .none: resumptionLifetime = 0
    case .tickets(let lifetime): resumptionLifetime = lifetime
    }
    maximumEarlyData = configuration.maximumEarlyData
    asksForCookie = configuration.asksForCookie
    recordSizeLimit = configuration.recordSizeLimit
    stapledResponse = configuration.stapledResponse
    isMiddleboxCompatible = configuration.isMiddleboxCompatible
    keyLog = configuration.keyLog
    verificationTime = configuration.verificationTime
    self.ticketSealer = ticketSealer
    self.replayFilter = replayFilter
    self.reenactment = reenactment
    ticketPolicy =
      role == .client || Crypto.omissions.contains(.servers)
      ? [] : try configuration.ticketPolicy(using: Crypto.self)
    if role == .server {
      let gives = resumptionLifetime > 0 && versions.contains(.tls13)
      guard !gives || ticketSealer != nil else {
        throw TLSError(.configuration(.resumption))
      }
      guard !asksForCookie || ticketSealer != nil else {
        throw TLSError(.configuration(.cookie))
      }
      guard maximumEarlyData == 0 || (gives && replayFilter != nil) else {
        throw TLSError(.configuration(.earlyData))
      }
    }
  }
}
