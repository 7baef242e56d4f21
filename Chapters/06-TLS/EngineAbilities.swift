import Certificates

/// What not every engine can do, though every configuration can ask for it.
public struct EngineAbilities: OptionSet, Sendable {
  public let rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue }

  private init(bit: UInt32) { rawValue = 1 << bit }

  /// Asks a store for a signature, and never sees the key.
  public static var storedKeys: EngineAbilities { EngineAbilities(bit: 0) }
  /// Believes bare public keys, and shows its own so (RFC 7250).
  public static var rawPublicKeys: EngineAbilities { EngineAbilities(bit: 1) }
  /// Uses a key that was shared before without a fresh one beside it, in TLS 1.3.
  public static var preSharedKeysAlone: EngineAbilities { EngineAbilities(bit: 2) }
  /// Gives out tickets, keeps sessions, and comes back with them.
  public static var resumption: EngineAbilities { EngineAbilities(bit: 3) }
  /// The same for peers that knew each other by a key that was shared before.
  public static var resumptionOfSharedKeys: EngineAbilities { EngineAbilities(bit: 4) }
  public static var earlyData: EngineAbilities { EngineAbilities(bit: 5) }
  public static var cookies: EngineAbilities { EngineAbilities(bit: 6) }
  /// Asks for shorter records (RFC 8449).
  public static var recordSizeLimit: EngineAbilities { EngineAbilities(bit: 7) }
  /// Knows of revocation without chapter 05.
  public static var revocation: EngineAbilities { EngineAbilities(bit: 8) }
  /// Staples an answer to its certificate, and asks for one (RFC 6066, 8).
  public static var stapling: EngineAbilities { EngineAbilities(bit: 9) }
  public static var keyLog: EngineAbilities { EngineAbilities(bit: 10) }
  /// Leaves out what only old middleboxes expect (RFC 8446, D.4).
  public static var plainHandshakes: EngineAbilities { EngineAbilities(bit: 11) }

  public static var all: EngineAbilities { EngineAbilities(rawValue: (1 << 12) - 1) }
}

extension TLSConfiguration {
  /// Refuses what an engine cannot do, before the first byte. An option that is left out
  /// in silence would be believed to be in force.
  public borrowing func check(
    against abilities: EngineAbilities, as role: TLSRole
  ) throws(TLSError) {
    func need(
      _ ability: EngineAbilities, if isAsked: Bool, _ part: ConfigurationFault
    ) throws(TLSError) {
      guard !isAsked || abilities.contains(ability) else {
        throw TLSError(.configuration(part))
      }
    }
    let speaks13 = versions.upperBound >= .tls13
    let usesKeyAlone = !preSharedKeyModes.contains(.withAgreement) && speaks13
    let hasKeys = !preSharedKeys.isEmpty
    let resumes = resumption != .none
    let asksAboutRevocation = revocation.demand != .notAsked
    let asksForStaple = asksAboutRevocation && role == .client

    try need(.storedKeys, if: signer != nil, .signer)
    try need(.rawPublicKeys, if: !trustedKeys.isEmpty, .trustedKeys)
    try need(
      .rawPublicKeys, if: ownCertificateType == .rawPublicKey, .ownCertificateType)
    try need(.preSharedKeysAlone, if: hasKeys && usesKeyAlone, .preSharedKeyModes)
    try need(.resumption, if: resumes, .resumption)
    try need(.resumptionOfSharedKeys, if: resumes && hasKeys, .resumption)
    try need(.earlyData, if: maximumEarlyData > 0, .earlyData)
    try need(.cookies, if: asksForCookie, .cookie)
    try need(.recordSizeLimit, if: recordSizeLimit < 16_384, .recordSizeLimit)
    try need(
      .revocation, if: asksAboutRevocation && verification == .engine, .revocation)
    try need(.stapling, if: !stapledResponse.isEmpty, .stapledResponse)
    try need(.stapling, if: asksForStaple && knowsNothing, .revocation)
    try need(.keyLog, if: keyLog != nil, .keyLog)
    try need(.plainHandshakes, if: !isMiddleboxCompatible && speaks13, .compatibility)
  }

  /// Whether all that can be known about revocation has to come with the handshake.
  private var knowsNothing: Bool {
    borrowing get {
      revocation.lists.isEmpty && revocation.answers.isEmpty
        && revocation.demand != .ifKnown
    }
  }
}
