// SPDX-License-Identifier: Apache-2.0
import CoAP
import DTLS
import Defences
import Network
import OpenSSLBackend
import Primitives
import Wire

/// Short questions in a victim's name, of a CoAP server that offers sixteen sensors.
struct AmplificationExperiment {
  var stance: Stance
  var questions = 50
  var honest = 20

  /// 127.0.0.1 has the server, 127.0.0.2 is the victim's.
  private let victim = PeerAddress(v4: 0x7F00_0002, port: 40_000)

  init(stance: Stance) { self.stance = stance }

  func run() async throws -> Finding {
    try RawSocket.raiseLoopback()
    var options = CoAPHostOptions()
    if stance == .exposed { options.server.amplificationLimit = nil }
    let (resources, settled) = (try Self.resources(), options)
    let secret = (0..<32).map { _ in UInt8.random(in: 0...255) }
    let listener = try await UDP.serve(port: 0) {
      try CoAPHost<OpenSSLCrypto.SHA256>(resources, settled, secret: secret.span)
    } onEvent: { host, peer, event, _, now in
      guard case .request(let request, _, _, _) = event else { return }
      let reading = Array("21.5".utf8)
      try? host.respond(to: request, of: peer, .content, payload: reading.span, now: now)
    }
    let server = PeerAddress(
      v4: 0x7F00_0001, port: UInt16(truncatingIfNeeded: listener.port))
    var finding = Finding()
    let bystander = try VictimSocket(victim)
    let raw = try RawSocket()
    for number in 0..<questions {
      let question = try Self.question(UInt16(number))
      try raw.send(ForgedDatagram(from: victim, to: server, question))
      finding.bytesSpent += question.count
      try await Task.sleep(for: .milliseconds(5))
    }
    for number in 0..<honest {
      finding.tried += 1
      if await ask(listener.port, number) { finding.succeeded += 1 }
    }
    finding.bytesAimed = bystander.drain()
    await listener.close()
    return finding
  }

  static func resources() throws -> Resources {
    var resources = Resources()
    for number in 0..<16 {
      try resources.register(
        Resource(
          Array("sensors/t\(number)".utf8), .get,
          attributes: Array("rt=\"temperature\";if=\"sensor\"".utf8)))
    }
    return resources
  }

  /// Non-confirmable, without a token: GET /.well-known/core in 21 bytes (RFC 7252, 3).
  static func question(_ messageID: UInt16) throws -> [UInt8] {
    [0x50, 0x01, UInt8(messageID >> 8), UInt8(messageID & 0xFF), 0xBB]
      + Array(".well-known".utf8) + [0x04] + Array("core".utf8)
  }

  private func ask(_ port: Int, _ number: Int) async -> Bool {
    guard
      let connection = try? await UDP.connect(
        to: "127.0.0.1", port: port,
        machine: { CoAPClient(CoAPClientOptions(), firstMessageID: .random(in: 0 ... .max)) })
    else { return false }
    let alarm = Task {
      try await Task.sleep(for: .seconds(2))
      await connection.close()
    }
    defer { alarm.cancel() }
    var options = OptionList()
    options.append(.uriPath, Array("sensors".utf8).span)
    options.append(.uriPath, Array("t\(number % 16)".utf8).span)
    let (question, random) = (options, UInt64.random(in: 0 ... .max))
    let token = try? await connection.perform { client, now in
      try client.request(.get, options: question, random: random, now: now)
    }
    var deliveries = connection.deliveries.makeAsyncIterator()
    while let token, let delivery = try? await deliveries.next(isolation: nil) {
      if case .response(token, .content, _) = delivery.event {
        await connection.close()
        return true
      }
    }
    return false
  }
}
