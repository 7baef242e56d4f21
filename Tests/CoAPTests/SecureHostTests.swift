// SPDX-License-Identifier: Apache-2.0
import CoAP
import DTLS
import MbedTLSBackend
import OpenSSLBackend
import Primitives
import TLS
import TestSupport
import Testing
import Wire

/// CoAP in a DTLS session, through either library.
struct SecureHostTests {
  static func configuration(_ key: UInt8 = 9) -> TLSConfiguration {
    var configuration = TLSConfiguration()
    let bytes = [UInt8](repeating: key, count: 16)
    configuration.preSharedKeys = [
      PreSharedKey(identity: utf8("D-0001"), key: Secret(copying: bytes.span))
    ]
    configuration.transport = .datagrams(DatagramOptions())
    return configuration
  }

  @Test func aSettingIsPutThroughEachLibrary() throws {
    try put(OpenSSLEngine.self)
    try put(MbedTLSEngine.self)
  }

  private func put<Engine: DTLSEngine>(_: Engine.Type) throws {
    let engine = try Engine(Self.configuration(), role: .client)
    let serverEngine = try Engine(Self.configuration(), role: .server)
    var host = try SecureCoAPHost<Engine, OpenSSLCrypto.SHA256>(
      serverEngine, try resources(), secret: [UInt8](repeating: 1, count: 32).span)
    let address = PeerAddress(v4: 0x7F00_0001, port: 40_000)
    let now = seconds(1)
    var channel = try engine.connect(now: now)
    var client = client()
    var events: [CoAPClientEvent] = []
    var identities: [[UInt8]] = []
    var requests = 0

    for _ in 0..<12 {
      var upward: [[UInt8]] = []
      var isConnected = false
      for said in [try drainChannel(&channel)] {
        upward += said.sent
        for (event, bytes) in said.events {
          if case .connected = event { isConnected = true }
          if event == .applicationData { client.handle(bytes, now: now) }
        }
      }
      if isConnected {
        _ = try client.request(
          .put, options: path("temperature"), payload: utf8("21").span, random: 7, now: now)
      }
      let said = drain(&client)
      events += said.events.map(\.event)
      for bytes in said.sent { try channel.send(bytes.span) }
      upward += try drainChannel(&channel).sent
      for bytes in upward { host.handle(bytes.span, from: address, now: now) }
      polling: while true {
        var output = ServerOutput<SecureCoAPHost<Engine, OpenSSLCrypto.SHA256>.Event>.wait(
          until: nil)
        let bytes = [UInt8](capacity: 2048) { out in output = host.poll(into: &out) }
        switch output {
        case .transmit: try channel.handle(bytes.span, now: now)
        case .event(_, .connected(let parameters)): identities.append(parameters.identity)
        case .event(let peer, .coap(.request(let id, _, _, _))):
          requests += 1
          try host.respond(to: id, of: peer, .changed, now: now)
        case .event: Issue.record("an event that nobody expects")
        case .wait, .bufferTooSmall: break polling
        }
      }
    }
    // No Echo was asked for: the session is proof enough.
    #expect(requests == 1 && identities == [utf8("D-0001")])
    guard case .response(_, .changed, _)? = events.first else {
      Issue.record("no response")
      return
    }
  }

  private func drainChannel<Channel: SecureChannel & ~Copyable>(
    _ channel: inout Channel
  ) throws -> Said<ChannelEvent> { drain(&channel) }
}
