// SPDX-License-Identifier: Apache-2.0
import TLS

extension Dissection {
  mutating func clientHello() throws(TraceError) -> Hints {
    // Where no extension tells the version, the old fields mean what they say.
    let legacy = hasSupportedVersions(afterSuites: true) ? "legacy_" : ""
    if legacy.isEmpty {
      try number(2, "client_version", .version, why: Why.clientVersion, versionText)
    } else {
      try number(2, "legacy_version", .past, why: Why.legacyVersion, versionText)
    }
    try take(32, "random", .random, why: Why.random)
    try group("\(legacy)session_id", .past, why: Why.session) { d throws(TraceError) in
      try d.prefixed(1, "\(legacy)session_id") { d throws(TraceError) in
        try d.rest("\(legacy)session_id", .past)
      }
    }
    try group(
      "cipher_suites", .choice,
      why: "How records may be encrypted and secrets derived, the best one first."
    ) { d throws(TraceError) in
      try d.prefixed(2, "cipher_suites") { d throws(TraceError) in
        while !d.isAtEnd { try d.number(2, "CipherSuite", .choice, suiteText) }
      }
    }
    let methods = "\(legacy)compression_methods"
    try group(methods, .past, why: Why.compression) { d throws(TraceError) in
      try d.prefixed(1, methods) { d throws(TraceError) in
        while !d.isAtEnd {
          try d.number(1, "CompressionMethod", .past) { $0 == 0 ? "null (0)" : "\($0)" }
        }
      }
    }
    guard !isAtEnd else { return Hints() }
    _ = try extensions(in: .clientHello)
    // An offer is no decision.
    return Hints()
  }

  mutating func serverHello() throws(TraceError) -> Hints {
    let isTLS13 = hasSupportedVersions(afterSuites: false)
    if isTLS13 {
      try number(2, "legacy_version", .past, why: Why.legacyVersion, versionText)
    } else {
      try number(2, "server_version", .version, why: Why.serverVersion, versionText)
    }
    let random = try peek(32, "random")
    let isRetry = random == Self.retryRandom
    let isSentinel =
      random.suffix(8).starts(with: [0x44, 0x4f, 0x57, 0x4e, 0x47, 0x52, 0x44])
    try take(
      32, "random", isRetry ? .frame : .random,
      why: isRetry ? Why.retryRandom : isSentinel ? Why.downgrade : Why.random)
    let session = isTLS13 ? "legacy_session_id_echo" : "session_id"
    try group(
      session, .past,
      why: isTLS13
        ? "The client's, sent back: to machines on the way this looks like a session resumed."
        : "A name to resume this session by; empty if the server will not remember it."
    ) { d throws(TraceError) in
      try d.prefixed(1, session) { d throws(TraceError) in try d.rest(session, .past) }
    }
    let suite = try number(
      2, "cipher_suite", .choice, why: "The one that the server chose of the client's.", suiteText)
    let method = isTLS13 ? "legacy_compression_method" : "compression_method"
    try number(1, method, .past, why: Why.compression) {
      $0 == 0 ? "null (0)" : "\($0)"
    }
    var hints = Hints()
    if !isAtEnd {
      hints = try extensions(
        in: isRetry ? .helloRetryRequest : isTLS13 ? .serverHello : .serverHello12)
    }
    if isRetry {
      hints = Hints()
    } else {
      hints.version = hints.version ?? 0x0303
    }
    hints.suite = suite
    return hints
  }

  /// Whether a hello that begins here has that extension; looks ahead, and takes nothing.
  private func hasSupportedVersions(afterSuites: Bool) -> Bool {
    var place = 34
    func byte(_ index: Int) -> Int { Int(ahead(index + 1)?.last ?? 0) }
    place += 1 + byte(place)
    if afterSuites {
      place += 2 + (byte(place) << 8) + byte(place + 1)
      place += 1 + byte(place)
    } else {
      place += 3
    }
    place += 2
    while place + 4 <= remaining {
      if byte(place) == 0 && byte(place + 1) == 43 { return true }
      place += 4 + (byte(place + 2) << 8) + byte(place + 3)
    }
    return false
  }

  /// SHA-256 of `HelloRetryRequest` (RFC 8446, 4.1.3).
  static let retryRandom: [UInt8] = [
    0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91,
    0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C,
  ]
}
