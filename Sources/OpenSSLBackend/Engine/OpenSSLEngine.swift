import COpenSSL
import TLS

/// TLS as OpenSSL's libssl speaks it, over memory: no sockets, no files.
public final class OpenSSLEngine: TLSEngine, @unchecked Sendable {
  public static var name: StaticString { "openssl" }
  public static var versions: ClosedRange<TLSVersion> { .tls12 ... .tls13 }

  let context: SSLContext
  let role: TLSRole
  /// The name for SNI, with the zero that C expects; empty for none.
  let serverName: [CChar]
  let applicationProtocols: ProtocolList

  public init(
    _ configuration: borrowing TLSConfiguration, role: TLSRole
  ) throws(TLSError) {
    ERR_clear_error()
    defer { ERR_clear_error() }
    try configuration.check(as: role)

    context = try SSLContext(role)
    try context.hardenAndRestrict(to: configuration)
    try context.identify(with: configuration)
    try context.trust(configuration, as: role)
    applicationProtocols = ProtocolList(configuration.applicationProtocols)
    try context.negotiate(applicationProtocols, as: role)

    self.role = role
    //= rfc6066#3
    //# Literal IPv4 and IPv6 addresses are not permitted in "HostName".
    if case .dns(let name)? = configuration.expectedName {
      serverName = name.map { CChar(bitPattern: $0) } + [0]
    } else {
      serverName = []
    }
  }

  public func makeChannel() throws(TLSError) -> OpenSSLChannel {
    ERR_clear_error()
    let session = try Session(context)
    try session.begin(as: role, to: serverName)
    var channel = OpenSSLChannel(session, of: self)
    if role == .client { try channel.step() }
    return channel
  }
}

/// An `SSL_CTX`: what all connections of one configuration share.
struct SSLContext: ~Copyable {
  let pointer: OpaquePointer

  init(_ role: TLSRole) throws(TLSError) {
    let method = role == .client ? TLS_client_method() : TLS_server_method()
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
      things_SSL_OP_NO_RENEGOTIATION() | things_SSL_OP_NO_TICKET()
        | things_SSL_OP_CIPHER_SERVER_PREFERENCE())
    _ = things_SSL_CTX_set_session_cache_mode(pointer, Int(SSL_SESS_CACHE_OFF))
    _ = SSL_CTX_set_num_tickets(pointer, 0)
    SSL_CTX_set_security_level(pointer, 2)
    _ = things_SSL_CTX_set_mode(pointer, Int(SSL_MODE_NO_AUTO_CHAIN))

    let versions = try configuration.versions(spokenBy: OpenSSLEngine.versions)
    let first = Int32(versions.lowerBound.code)
    let last = Int32(versions.upperBound.code)
    guard things_SSL_CTX_set_min_proto_version(pointer, first) == 1,
      things_SSL_CTX_set_max_proto_version(pointer, last) == 1
    else { throw TLSError.ofLibrary(.configuration(.versions)) }

    try choose(configuration.suites)
  }
}
