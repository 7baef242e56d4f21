// SPDX-License-Identifier: Apache-2.0
import Certificates
import Primitives
import TLS
import Testing
import Wire

/// RFC 8448's client: with its random bytes and what its server said, ours sends the same
/// records, byte for byte.
@Suite struct RecordedClientTests {
  @Test func simpleHandshake() throws {
    let client = try RecordedClient(.simple)
    let session = try client.run()
    #expect(session != nil)
    #expect(client.connected?.suite == CipherSuite(code: 0x1301))
    #expect(client.connected?.group == .x25519)
  }

  @Test func resumedWithEarlyData() throws {
    let session = try #require(try RecordedClient(.simple).run())
    let client = try RecordedClient(.resumed, resuming: session)
    _ = try client.run()
    #expect(client.connected?.isResumed == true)
    #expect(client.connected?.isEarlyDataAccepted == true)
    #expect(client.connected?.peerCertificate == RecordedClient.certificate)
  }

  @Test func helloRetryRequest() throws {
    let client = try RecordedClient(.retry)
    _ = try client.run()
    #expect(client.connected?.group == .secp256r1)
  }

  @Test func clientAuthentication() throws {
    let client = try RecordedClient(.clientAuthentication)
    _ = try client.run()
    #expect(client.connected?.peerCertificate == RecordedClient.certificate)
  }

  @Test func compatibilityMode() throws {
    let client = try RecordedClient(.compatibility)
    _ = try client.run()
    #expect(client.connected?.peerCertificate == RecordedClient.certificate)
  }
}

/// A client of ours that is told to say what a recorded one said.
private final class RecordedClient {
  typealias Channel = TLSChannel<RecordedCrypto, RecordedDraws, NoObserver>

  private let trace: RFC8448
  private var channel: Channel
  private(set) var connected: NegotiatedParameters?
  private var session: TLSSession?
  private var received: [UInt8] = []
  private var output: [UInt8] = []

  /// The server's, in all five.
  static let certificate: [UInt8] = {
    // msg_type, length, context, the list's length, and the first entry's.
    Array(RFC8448.simple.messages(.certificate)[0].dropFirst(11).dropLast(2))
  }()

  init(_ trace: RFC8448, resuming session: TLSSession? = nil) throws {
    self.trace = trace
    let hellos = try trace.messages(.clientHello).map { hello in
      try ClientHello(reading: hello.span.extracting(4...))
    }
    var configuration = TLSConfiguration()
    let key = try Certificate(der: Self.certificate).subjectPublicKeyInfo
    configuration.trustedKeys = [key.indices.map { key[$0] }]
    configuration.expectedName = .dns(Array("server".utf8))
    configuration.versions = .tls13 ... .tls13
    configuration.resumption = .tickets(lifetime: 604_800)
    configuration.maximumEarlyData = session == nil ? 0 : 1024
    configuration.isMiddleboxCompatible = !hellos[0].sessionID.isEmpty
    var reenactment = Reenactment()
    reenactment.believesKeysInCertificates = true
    reenactment.shapeHello = { hello in
      hello.shape(like: hellos[hello.cookie.isEmpty ? 0 : hellos.count - 1])
    }
    reenactment.identity = try Self.identity(trace)
    let context = try TLSContext<RecordedCrypto>(
      configuration, role: .client, signer: nil, ticketSealer: nil, replayFilter: nil,
      reenactment: reenactment)
    channel = try Channel(
      context, random: Self.random(trace, hellos[0]), date: 1_530_000_000,
      now: Instant(nanoseconds: 0), resuming: session, observer: NoObserver())
  }

  private static func random(_ trace: RFC8448, _ hello: ClientHello) -> RecordedDraws {
    var pieces = [hello.random.bytes.indices.map { hello.random.bytes[$0] }]
    if !hello.sessionID.isEmpty { pieces.append(hello.sessionID) }
    for step in trace.steps
    where step.role == .client && step.action.hasPrefix("create an ephemeral") {
      pieces.append(step["private key"])
    }
    return RecordedDraws(pieces)
  }

  /// The client's RSA key is not in the RFC, so what it signed cannot be made again.
  private static func identity(_ trace: RFC8448) throws -> RecordedIdentity? {
    guard let shown = trace.messages(.certificate).dropFirst().first,
      let verify = trace.messages(.certificateVerify).last
    else { return nil }
    let signature = Array(verify.dropFirst(8))
    return RecordedIdentity(
      .rsaPSSRSAESHA256, chain: [Array(shown.dropFirst(11).dropLast(2))],
      sign: { _ in signature })
  }

  /// Goes through the trace, and returns a session if one came.
  func run() throws -> TLSSession? {
    poll()
    for step in trace.steps where step.action.hasPrefix("send ") {
      let record = step["complete record"]
      guard step.role == .client else {
        try channel.handle(record.span, now: Instant(nanoseconds: 0))
        poll()
        if step.action.hasPrefix("send application_data") {
          #expect(received == step["payload"])
          received = []
        }
        continue
      }
      if step.action.hasPrefix("send application_data") {
        let payload = step["payload"]
        if connected == nil {
          try channel.send(earlyData: payload.span)
        } else {
          try channel.send(payload.span)
        }
      } else if step.action.hasPrefix("send alert") {
        try channel.close()
      }
      poll()
      #expect(Array(output.prefix(record.count)) == record, "\(step.action)")
      output = Array(output.dropFirst(record.count))
    }
    #expect(output.isEmpty)
    #expect(received.isEmpty)
    return session
  }

  private func poll() {
    while true {
      var answer = Output<ChannelEvent>.wait(until: nil)
      let bytes = [UInt8](capacity: 4096) { answer = channel.poll(into: &$0) }
      switch answer {
      case .transmit: output += bytes
      case .event(.connected(let parameters)): connected = parameters
      case .event(.applicationData): received += bytes
      case .event(.session(let given)): session = given
      case .event(.closed), .event(.earlyData), .bufferTooSmall: break
      case .wait: return
      }
    }
  }
}

extension ClientHello {
  /// What the recorded client listed and we would not; never what was computed.
  fileprivate mutating func shape(like recorded: ClientHello) {
    suites = recorded.suites
    groups = recorded.groups
    signatureSchemes = recorded.signatureSchemes
    recordSizeLimit = recorded.recordSizeLimit
    preSharedKeyModes = recorded.preSharedKeyModes
    renegotiationInfo = recorded.renegotiationInfo
    serverCertificateTypes = nil
    order = recorded.order
    others = []
    if order.contains(.sessionTicket) { others.append(OpaqueExtension(.sessionTicket)) }
    if order.contains(.padding) {
      let count = cookie.isEmpty ? 0x57 : 0xAF
      others.append(OpaqueExtension(.padding, [UInt8](repeating: 0, count: count)))
    }
    if let age = recorded.preSharedKeys?.identities.first?.obfuscatedTicketAge {
      preSharedKeys?.identities[0].obfuscatedTicketAge = age
    }
  }
}
