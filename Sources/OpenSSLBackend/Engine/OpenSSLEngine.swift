import COpenSSL
import TLS

/// TLS as OpenSSL's libssl speaks it, over memory: no sockets, no files.
public final class OpenSSLEngine: TLSEngine, @unchecked Sendable {
  public static var name: StaticString { "openssl" }
  public static var versions: ClosedRange<TLSVersion> { .tls12 ... .tls13 }

  /// What libssl 3.0 can, some of it with chapter 05's help.
  public static var abilities: EngineAbilities {
    [.storedKeys, .resumption, .stapling, .keyLog, .plainHandshakes]
  }

  let context: SSLContext
  let role: TLSRole
  /// The name for SNI, with the zero that C expects; empty for none.
  let serverName: [CChar]
  let applicationProtocols: ProtocolList
  let preSharedKeys: [PreSharedKey]
  /// `nil` leaves the verdict to libssl.
  let judge: ChainJudge?
  let verificationTime: Int64?
  let stapledResponse: [UInt8]
  let keyLog: KeyLog?
  let sessionLabel: SessionLabel
  let keepsSessions: Bool

  public init(
    _ configuration: borrowing TLSConfiguration, role: TLSRole
  ) throws(TLSError) {
    ERR_clear_error()
    defer { ERR_clear_error() }
    try configuration.check(as: role)
    try configuration.check(against: Self.abilities, as: role)

    context = try SSLContext(role, over: configuration.transport)
    try context.hardenAndRestrict(to: configuration)
    try context.identify(with: configuration)
    try context.trust(configuration, as: role)
    try context.share(configuration.preSharedKeys, as: role)
    preSharedKeys = configuration.preSharedKeys
    if context.datagrams != nil { context.believeCookies() }
    applicationProtocols = ProtocolList(configuration.applicationProtocols)
    try context.negotiate(applicationProtocols, as: role)

    judge =
      configuration.verification == .chapter05
      ? try ChainJudge(configuration, as: role, using: OpenSSLCrypto.self) : nil
    if judge != nil { context.letChapter05Judge() }
    verificationTime = configuration.verificationTime
    stapledResponse = configuration.stapledResponse
    context.staple(stapledResponse, as: role, asks: judge?.wantsStaple ?? false)
    keyLog = configuration.keyLog
    context.tellSecrets(to: keyLog)
    try context.resume(configuration.resumption, as: role)
    keepsSessions = configuration.resumption != .none && role == .client
    sessionLabel = SessionLabel(engine: Self.name, peer: configuration.expectedName)

    self.role = role
    //= rfc6066#3
    //# Literal IPv4 and IPv6 addresses are not permitted in "HostName".
    if case .dns(let name)? = configuration.expectedName {
      serverName = name.map { CChar(bitPattern: $0) } + [0]
    } else {
      serverName = []
    }
  }

  public func makeChannel(
    resuming session: TLSSession?
  ) throws(TLSError) -> OpenSSLChannel {
    guard context.datagrams == nil else { throw TLSError(.configuration(.transport)) }
    var channel = try begin()
    if let session {
      guard keepsSessions else { throw TLSError(.configuration(.session)) }
      try channel.session.resume(session, from: sessionLabel.offset(in: session))
    }
    if role == .client { try channel.step() }
    return channel
  }

  func begin() throws(TLSError) -> OpenSSLChannel {
    ERR_clear_error()
    let session = try Session(context)
    try session.begin(as: role, to: serverName)
    if judge?.wantsStaple == true { try session.askForStaple() }
    return OpenSSLChannel(session, of: self)
  }
}

/// An `SSL_CTX`: what all connections of one configuration share.
struct SSLContext: ~Copyable {
  let pointer: OpaquePointer
  /// `nil` over a stream.
  let datagrams: DatagramOptions?

  init(_ role: TLSRole, over transport: Transport) throws(TLSError) {
    let method: OpaquePointer?
    switch transport {
    case .stream:
      datagrams = nil
      method = role == .client ? TLS_client_method() : TLS_server_method()
    case .datagrams(let options):
      datagrams = options
      method = role == .client ? DTLS_client_method() : DTLS_server_method()
    }
    guard let pointer = SSL_CTX_new(method) else { throw TLSError.ofLibrary(.library) }
    self.pointer = pointer
  }

  deinit { SSL_CTX_free(pointer) }
}

extension SSLContext {
  /// What we never do, then what the configuration allows.
  borrowing func hardenAndRestrict(
    to configuration: borrowing TLSConfiguration
  ) throws(TLSError) {
    _ = SSL_CTX_set_options(
      pointer,
      things_SSL_OP_NO_RENEGOTIATION() | things_SSL_OP_CIPHER_SERVER_PREFERENCE()
        | things_SSL_OP_NO_QUERY_MTU())
    SSL_CTX_set_security_level(pointer, 2)
    _ = things_SSL_CTX_set_mode(pointer, Int(SSL_MODE_NO_AUTO_CHAIN))

    try restrict(to: configuration)
    try choose(configuration.suites, forPreSharedKeys: !configuration.preSharedKeys.isEmpty)
    try agree(in: configuration.groups)
    if configuration.preSharedKeyModes.contains(.alone) {
      _ = SSL_CTX_set_options(pointer, things_SSL_OP_ALLOW_NO_DHE_KEX())
    }
    if !configuration.isMiddleboxCompatible {
      _ = SSL_CTX_clear_options(pointer, things_SSL_OP_ENABLE_MIDDLEBOX_COMPAT())
    }
  }

  private borrowing func restrict(
    to configuration: borrowing TLSConfiguration
  ) throws(TLSError) {
    let first: Int32
    let last: Int32
    if datagrams == nil {
      let versions = try configuration.versions(spokenBy: OpenSSLEngine.versions)
      first = Int32(versions.lowerBound.code)
      last = Int32(versions.upperBound.code)
    } else {
      _ = try configuration.versions(spokenBy: OpenSSLEngine.datagramVersions)
      first = DTLS1_2_VERSION
      last = DTLS1_2_VERSION
    }
    guard things_SSL_CTX_set_min_proto_version(pointer, first) == 1,
      things_SSL_CTX_set_max_proto_version(pointer, last) == 1
    else { throw TLSError.ofLibrary(.configuration(.versions)) }
  }
}
