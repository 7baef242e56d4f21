import CMbedTLS
import DTLS
import TLS
import Wire

/// TLS as mbedTLS speaks it: made for devices, and here for comparison with them.
public struct MbedTLSEngine: TLSEngine {
  public static var name: StaticString { "mbedtls" }
  public static var versions: ClosedRange<TLSVersion> {
    .tls12...(things_tls13() == 1 ? .tls13 : .tls12)
  }

  /// The small library has no more; what it lacks would be code on every device.
  public static var abilities: EngineAbilities {
    let plain: EngineAbilities = things_tls13_is_in_disguise() == 1 ? [] : .plainHandshakes
    return [.resumption, .keyLog, plain]
  }

  private let context: Context

  public init(
    _ configuration: borrowing TLSConfiguration, role: TLSRole
  ) throws(TLSError) {
    try configuration.check(as: role)
    try configuration.check(against: Self.abilities, as: role)
    let versions = try configuration.versions(spokenBy: Self.versions(for: configuration))
    let suites = try configuration.suites(for: versions)
    let groups = try configuration.libraryGroups()
    let judge =
      configuration.verification == .chapter05
      ? try ChainJudge(configuration, as: role, using: MbedTLSCrypto.self) : nil
    context = try Context(configuration, role, versions, suites, groups, judge)
  }

  /// Over datagrams, and with pre-shared keys, the library's 1.2 is the one that we know.
  private static func versions(
    for configuration: borrowing TLSConfiguration
  ) -> ClosedRange<TLSVersion> {
    let isPlain = configuration.transport == .stream && configuration.preSharedKeys.isEmpty
    return isPlain ? versions : datagramVersions
  }

  public func makeChannel(
    resuming session: TLSSession?
  ) throws(TLSError) -> MbedTLSChannel {
    guard context.datagrams == nil else { throw TLSError(.configuration(.transport)) }
    return try MbedTLSChannel(context, now: Instant(nanoseconds: 0), resuming: session)
  }
}

extension MbedTLSEngine: DTLSEngine {
  public static var datagramVersions: ClosedRange<TLSVersion> { .tls12 ... .tls12 }

  public func connect(now: Instant) throws(TLSError) -> MbedTLSChannel {
    guard context.datagrams != nil, context.role == .client else {
      throw TLSError(.configuration(.transport))
    }
    return try MbedTLSChannel(context, now: now)
  }

  public func accept(now: Instant) throws(TLSError) -> MbedTLSChannel {
    guard context.datagrams != nil, context.role == .server else {
      throw TLSError(.configuration(.transport))
    }
    return try MbedTLSChannel(context, now: now)
  }
}
