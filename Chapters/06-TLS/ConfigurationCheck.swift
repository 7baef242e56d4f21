import Wire

extension TLSConfiguration {
  /// What can be said about a configuration before a library reads it.
  /// Every engine asks this first, so that all of them refuse the same mistakes.
  public borrowing func check(as role: TLSRole) throws(TLSError) {
    if preSharedKeys.isEmpty {
      try checkIdentity(as: role)
      try checkTrust(as: role)
    } else {
      try checkPreSharedKeys(as: role)
    }
    try checkApplicationProtocols()
    try checkVersionsAndSuites()
    try checkTransport()
    try checkOptions(as: role)
  }

  borrowing func checkIdentity(as role: TLSRole) throws(TLSError) {
    let hasKey = privateKey != nil || signer != nil
    let isSound = signer.map { $0.isUsable && privateKey == nil } ?? true
    guard isSound else { throw TLSError(.configuration(.signer)) }
    guard ownCertificateType == .x509 else { return }
    if role == .server || hasKey {
      guard !chain.isEmpty else { throw TLSError(.configuration(.chain)) }
    }
    guard hasKey || chain.isEmpty else { throw TLSError(.configuration(.privateKey)) }
  }

  borrowing func checkTrust(as role: TLSRole) throws(TLSError) {
    let verifies = role == .client || clientCertificate == .required
    guard !verifies || !roots.isEmpty || !trustedKeys.isEmpty else {
      throw TLSError(.configuration(.roots))
    }

    switch (role, expectedName) {
    case (.server, nil): return
    // A bare key is believed for itself, whatever its owner is called.
    case (.client, nil) where !trustedKeys.isEmpty: return
    case (.client, .dns(let name)?) where Self.isHostName(name): return
    case (.client, .ip(let address)?) where address.count == 4 || address.count == 16:
      return
    default: throw TLSError(.configuration(.expectedName))
    }
  }

  /// Letters, digits, hyphens and underscores between single dots; and no number behind
  /// the last dot, for then it is an address (RFC 1123, 2.1).
  static func isHostName(_ name: [UInt8]) -> Bool {
    let labels = name.split(
      separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard name.count <= 253, let last = labels.last else { return false }
    return !last.allSatisfy(isDigit)
      && labels.allSatisfy { 1...63 ~= $0.count && $0.allSatisfy(isOfHostName) }
  }

  static func isDigit(_ byte: UInt8) -> Bool {
    UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
  }

  static func isOfHostName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: isDigit(byte)
    }
  }

  /// One kind of trust at a time; and two keys of one name would be a riddle.
  borrowing func checkPreSharedKeys(as role: TLSRole) throws(TLSError) {
    let areUsable = preSharedKeys.allSatisfy { $0.isUsable }
    let areDistinct = preSharedKeys.indices.allSatisfy { i in
      !preSharedKeys[..<i].contains { $0.identity == preSharedKeys[i].identity }
    }
    guard areUsable, areDistinct, role == .server || preSharedKeys.count == 1,
      chain.isEmpty, privateKey == nil, signer == nil, roots.isEmpty,
      expectedName == nil
    else { throw TLSError(.configuration(.preSharedKeys)) }
  }

  borrowing func checkTransport() throws(TLSError) {
    guard case .datagrams(let options) = transport else { return }
    guard 256...16_384 ~= options.maximumDatagramSize,
      .milliseconds(1) ... .seconds(60) ~= options.initialTimeout
    else { throw TLSError(.configuration(.transport)) }
  }

  borrowing func checkApplicationProtocols() throws(TLSError) {
    var total = 0
    for name in applicationProtocols {
      total += 1 + name.count
      guard 1...255 ~= name.count, total <= 0xFFFF - 2 else {
        throw TLSError(.configuration(.applicationProtocols))
      }
    }
  }

  borrowing func checkVersionsAndSuites() throws(TLSError) {
    guard versions.lowerBound >= .tls12, versions.upperBound <= .tls13 else {
      throw TLSError(.configuration(.versions))
    }
    let hasKeys = !preSharedKeys.isEmpty
    guard
      suites.allSatisfy({
        $0.name != nil && ($0.version == .tls13 || $0.isForPreSharedKeys == hasKeys)
      })
    else { throw TLSError(.configuration(.suites)) }
  }

  /// The versions to offer: those that the configuration allows, the engine can speak,
  /// and for which the listed suites leave one to choose.
  public borrowing func versions(
    spokenBy engine: ClosedRange<TLSVersion>
  ) throws(TLSError) -> ClosedRange<TLSVersion> {
    guard versions.overlaps(engine) else { throw TLSError(.configuration(.versions)) }
    let possible = versions.clamped(to: engine)
    guard !suites.isEmpty else { return possible }

    let lowest: TLSVersion = suites.contains { $0.version == .tls12 } ? .tls12 : .tls13
    let highest: TLSVersion = suites.contains { $0.version == .tls13 } ? .tls13 : .tls12
    guard possible.overlaps(lowest...highest) else {
      throw TLSError(.configuration(.suites))
    }
    return possible.clamped(to: lowest...highest)
  }
}
