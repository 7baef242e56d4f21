import CMbedTLS
import Primitives
import TLS

/// What all channels of an engine share: the library's configuration, the certificates
/// and the key. Once it is made it is only read, from any thread; the one thing that the
/// library changes in it, the blinding of an RSA key, has a lock of its own.
final class Context: @unchecked Sendable {
  let role: TLSRole
  /// Whether a certificate proves who the peer is.
  let verifies: Bool
  let preSharedKeys: [PreSharedKey]
  /// `nil` over a stream.
  let datagrams: DatagramOptions?
  let expectedName: ServerName?
  let verificationTime: mbedtls_x509_time?
  /// `nil` leaves the verdict to the library and to what we ask beside it.
  let judge: ChainJudge?
  /// The same time in seconds, for that judge; `nil` asks the system's clock.
  let date: Int64?
  let keyLog: KeyLog?
  /// Whether a client keeps sessions, and under which label.
  let keepsSessions: Bool
  let sessionLabel: SessionLabel

  let settings = UnsafeMutablePointer<mbedtls_ssl_config>.allocate(capacity: 1)
  let roots = UnsafeMutablePointer<mbedtls_x509_crt>.allocate(capacity: 1)
  private let chain = UnsafeMutablePointer<mbedtls_x509_crt>.allocate(capacity: 1)
  private let key = UnsafeMutablePointer<mbedtls_pk_context>.allocate(capacity: 1)
  private let ticketKeys =
    UnsafeMutablePointer<mbedtls_ssl_ticket_context>.allocate(capacity: 1)
  let exporter = UnsafeMutablePointer<things_key_log>.allocate(capacity: 1)
  private let profile =
    UnsafeMutablePointer<mbedtls_x509_crt_profile>.allocate(capacity: 1)

  // The library copies none of its lists.
  private let suites: CList<CInt>
  private let groups: CList<CUnsignedInt>
  private let hashes = CList(Policy.hashes.map(CInt.init))
  private let protocols: CNames

  init(
    _ configuration: borrowing TLSConfiguration, _ role: TLSRole,
    _ versions: ClosedRange<TLSVersion>, _ suites: [CipherSuite],
    _ groups: [CUnsignedInt], _ judge: ChainJudge?
  ) throws(TLSError) {
    self.role = role
    preSharedKeys = configuration.preSharedKeys
    verifies =
      preSharedKeys.isEmpty
      && (role == .client || configuration.clientCertificate == .required)
    if case .datagrams(let options) = configuration.transport {
      datagrams = options
    } else {
      datagrams = nil
    }
    expectedName = configuration.expectedName
    verificationTime = configuration.verificationTime.map {
      mbedtls_x509_time(seconds: $0)
    }
    self.judge = judge
    date = configuration.verificationTime
    keyLog = configuration.keyLog
    keepsSessions = configuration.resumption != .none && role == .client
    sessionLabel = SessionLabel(
      engine: MbedTLSEngine.name, peer: configuration.expectedName)
    self.groups = CList(groups)
    self.suites = CList(suites.map { CInt($0.code) })
    protocols = CNames(configuration.applicationProtocols)

    mbedtls_ssl_config_init(settings)
    mbedtls_x509_crt_init(roots)
    mbedtls_x509_crt_init(chain)
    mbedtls_pk_init(key)
    mbedtls_ssl_ticket_init(ticketKeys)
    exporter.initialize(to: things_key_log())
    profile.initialize(to: Policy.certificates)

    try loadDefaults()
    try loadTrust(configuration)
    try loadIdentity(configuration)
    try loadPreSharedKeys()
    loadLimits(versions)
    try loadApplicationProtocols(configuration.applicationProtocols)
    try loadResumption(configuration.resumption)
    try loadKeyLog()
  }

  deinit {
    mbedtls_ssl_config_free(settings)
    mbedtls_x509_crt_free(roots)
    mbedtls_x509_crt_free(chain)
    mbedtls_pk_free(key)
    mbedtls_ssl_ticket_free(ticketKeys)
    ticketKeys.deallocate()
    exporter.deallocate()
    settings.deallocate()
    roots.deallocate()
    chain.deallocate()
    key.deallocate()
    profile.deallocate()
  }

  private func loadDefaults() throws(TLSError) {
    let side = role == .client ? MBEDTLS_SSL_IS_CLIENT : MBEDTLS_SSL_IS_SERVER
    try library(things_tls_start())
    let transport =
      datagrams == nil ? MBEDTLS_SSL_TRANSPORT_STREAM : MBEDTLS_SSL_TRANSPORT_DATAGRAM
    try library(
      mbedtls_ssl_config_defaults(settings, side, transport, MBEDTLS_SSL_PRESET_DEFAULT))
    mbedtls_ssl_conf_rng(settings, randomSource, nil)
    if let datagrams { load(datagrams) }
  }

  private func loadTrust(_ configuration: borrowing TLSConfiguration) throws(TLSError) {
    for root in configuration.roots { try append(root, to: roots, .roots) }
    if verifies { mbedtls_ssl_conf_ca_chain(settings, roots, nil) }
    // With pre-shared keys nobody shows a certificate; who does is believed by nobody.
    let asks = verifies || !preSharedKeys.isEmpty
    mbedtls_ssl_conf_authmode(
      settings, asks ? MBEDTLS_SSL_VERIFY_REQUIRED : MBEDTLS_SSL_VERIFY_NONE)
    mbedtls_ssl_conf_cert_profile(settings, profile)
  }

  private func loadIdentity(
    _ configuration: borrowing TLSConfiguration
  ) throws(TLSError) {
    // It would give us a digest to sign, and a store signs messages.
    guard configuration.signer == nil else { throw TLSError(.configuration(.signer)) }
    guard configuration.privateKey != nil else { return }
    for certificate in configuration.chain {
      try append(certificate, to: chain, .chain)
    }
    try library(parseKey(configuration.privateKey), .privateKey)
    guard let subject = chain.pointer(to: \.pk) else {
      throw TLSError(.configuration(.chain))
    }
    try library(things_pk_check_pair(subject, key, randomSource), .keyDoesNotMatchChain)
    try library(mbedtls_ssl_conf_own_cert(settings, chain, key))
  }

  private func parseKey(_ secret: borrowing Secret?) -> CInt {
    switch secret {
    case nil: MBEDTLS_ERR_PK_BAD_INPUT_DATA
    case .some(let secret):
      secret.bytes.withUnsafeBufferPointer {
        guard isPrivateKeyInfo($0) else { return MBEDTLS_ERR_PK_KEY_INVALID_FORMAT }
        return things_pk_parse_key(key, $0.baseAddress, $0.count, randomSource)
      }
    }
  }

  private func loadLimits(_ versions: ClosedRange<TLSVersion>) {
    things_ssl_conf_versions(
      settings, versions.lowerBound.code, versions.upperBound.code)
    mbedtls_ssl_conf_ciphersuites(settings, suites.start)
    things_ssl_conf_groups(settings, groups.start)
    things_ssl_conf_hashes(settings, hashes.start)
    things_ssl_conf_no_renegotiation(settings)
  }

  /// A ticket holds all that there is to know, sealed with keys that the library makes
  /// and changes by itself.
  private func loadResumption(_ resumption: Resumption) throws(TLSError) {
    things_ssl_conf_tickets(settings, keepsSessions ? 1 : 0)
    guard case .tickets(let lifetime) = resumption, role == .server else { return }
    try library(
      things_ssl_conf_ticket_keys(settings, ticketKeys, randomSource, lifetime),
      .resumption)
  }

  private func loadKeyLog() throws(TLSError) {
    guard keyLog != nil else { return }
    exporter.pointee.tell = tellSecret
    exporter.pointee.context = Unmanaged.passUnretained(self).toOpaque()
    try library(things_ssl_conf_key_log(settings, exporter), .keyLog)
  }

  private func loadApplicationProtocols(_ names: [[UInt8]]) throws(TLSError) {
    guard !names.isEmpty else { return }
    // A C string ends at its first zero, so the library would offer another name.
    guard names.allSatisfy({ !$0.contains(0) }) else {
      throw TLSError(.configuration(.applicationProtocols))
    }
    try library(
      mbedtls_ssl_conf_alpn_protocols(settings, protocols.start), .applicationProtocols)
  }

  private func append(
    _ der: [UInt8], to list: UnsafeMutablePointer<mbedtls_x509_crt>,
    _ part: ConfigurationFault
  ) throws(TLSError) {
    try library(mbedtls_x509_crt_parse_der(list, der, der.count), part)
    var last = list
    while let next = last.pointee.next { last = next }
    // The library ignores what follows a certificate; we do not.
    guard last.pointee.raw.len == der.count else {
      throw TLSError(.configuration(part))
    }
  }

  private func library(
    _ code: CInt, _ part: ConfigurationFault? = nil
  ) throws(TLSError) {
    guard code != 0 else { return }
    throw TLSError(part.map(TLSError.Cause.configuration) ?? .library, ofLibrary: code)
  }
}
