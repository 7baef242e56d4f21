// SPDX-License-Identifier: Apache-2.0
import Foundation
import ProgramSupport
import TestSupport
import Testing

/// Who wants nothing but to cost us something, on real sockets: he gets the right alert, the
/// operator one sentence, and the server no larger.
@Suite("Floods", .timeLimit(.minutes(5)), .serialized)
struct TLSFloodTests {
  let party: TLSParty

  init() throws { party = try TLSParty() }

  /// Bytes that come before any handshake, and what is said to them.
  struct Flood: Sendable, CustomTestStringConvertible {
    var name: String
    var once: [UInt8] = []
    var again: [UInt8] = []
    /// The alerts of which one is right.
    var alerts: [UInt8]
    var sentence: String
    var testDescription: String { name }

    static let all: [Flood] = [
      Flood(
        name: "empty records of a handshake", again: hex("16 0301 0000"), alerts: [10],
        sentence: "a message that has no place here"),
      Flood(
        name: "warnings", again: hex("15 0301 0002 01 5a"), alerts: [10],
        sentence: "more empty records, warnings or key updates than anybody needs"),
      Flood(
        name: "a record that is longer than any", once: hex("16 0301 ffff"),
        again: [UInt8](repeating: 0, count: 1024), alerts: [22],
        sentence: "a record that is longer than TLS allows"),
      Flood(
        name: "a ClientHello of sixteen million bytes", once: hex("16 0301 4000 01 ffffff"),
        again: [UInt8](repeating: 0, count: 16_380) + hex("16 0301 3ffc"), alerts: [47],
        sentence: "a message that is longer than anybody needs, in ClientHello"),
      Flood(
        name: "change_cipher_spec", again: hex("14 0303 0001 01"), alerts: [10],
        sentence: "a message that has no place here"),
      Flood(
        name: "application data from a stranger", again: hex("17 0303 0010") + [UInt8](0..<16),
        alerts: [10], sentence: "a message that has no place here"),
      Flood(
        name: "no records at all", again: hex("63 0303 0001 00"), alerts: [],
        sentence: "does not speak TLS"),
    ]
  }

  @Test("ten megabytes before the handshake", arguments: TLSEngineName.ours, Flood.all)
  func before(engine: TLSEngineName, flood: Flood) throws {
    let ours = party.certificates("server") + ["--connections-per-address", "1000"]
    try party.serve(engine, ours) { port, server in
      let before = try #require(server.residentKiB)
      let peer = try RawPeer(to: port)
      var bytes = flood.once
      while bytes.count < 10_000_000 { bytes += flood.again }
      peer.send(bytes)
      let answer = try #require(peer.readToEnd(), "it was not put out")
      let alerts = flood.alerts.map { [0x15, 0x03, 0x03, 0x00, 0x02, 0x02, $0] as [UInt8] }
      #expect(
        alerts.contains(Array(answer.suffix(7))) || alerts.isEmpty && answer.isEmpty, "\(answer)")
      #expect(Background.wait { server.errors.contains(flood.sentence) }, "\(server.errors)")
      #expect(server.errors.split(separator: "\n").count == 1, "\(server.errors)")
      let after = try #require(server.residentKiB)
      #expect(after - before < 16_384, "\(before) KiB, then \(after) KiB")
    }
  }

  @Test("who is silent, and who says a byte at a time, is put out", arguments: TLSEngineName.ours)
  func slow(engine: TLSEngineName) throws {
    try party.serve(engine, party.certificates("server") + ["--patience", "1"]) { port, server in
      let silent = try RawPeer(to: port)
      let slow = try RawPeer(to: port)
      let start = ContinuousClock.now
      for byte in hex("16 0301 0100 01 0000fc 0303") + [UInt8](0..<64) {
        guard slow.send([byte]) else { break }
        usleep(100_000)
      }
      #expect(ContinuousClock.now - start < .seconds(8))
      #expect(silent.readToEnd()?.isEmpty == true)
      #expect(slow.readToEnd()?.isEmpty == true)
      #expect(
        Background.wait {
          server.errors.split(separator: "\n").count { $0.contains("put out: it proved nothing") }
            == 2
        }, "\(server.errors)")
      #expect(server.errors.split(separator: "\n").count == 2, "\(server.errors)")
      #expect(try party.connect(port, engine, party.certificates("device")).status == 0)
    }
  }

  @Test("two thousand strangers leave room for a friend", arguments: TLSEngineName.ours)
  func strangers(engine: TLSEngineName) throws {
    try party.serve(engine, party.certificates("server")) { port, server in
      let before = try #require(server.residentKiB)
      // The hello's beginning: every one of them has a channel, and is waited for.
      let strangers = try (0..<2000).map { i in
        let peer = try RawPeer(to: port, from: UInt8(2 + i / 200))
        peer.send(hex("16 0301 0100 01 0000fc 0303"))
        return peer
      }
      try withExtendedLifetime(strangers) {
        let friend = try party.connect(
          port, engine, party.certificates("device"), saying: "hello\n")
        #expect(friend.outputText.contains("hello"), "\(friend.errorText)")
        let after = try #require(server.residentKiB)
        #expect(after - before < 64 * 1024, "\(before) KiB, then \(after) KiB")
      }
    }
  }

  @Test(
    "who sends and never reads is not read either", .pythonPeer("tlslite-ng"),
    arguments: TLSEngineName.ours)
  func neverReads(engine: TLSEngineName) throws {
    try party.serve(engine, party.certificates("server")) { port, server in
      let before = try #require(server.residentKiB)
      let flood = """
        import socket, ssl, sys
        context = ssl.create_default_context(cafile=sys.argv[2])
        context.load_cert_chain(sys.argv[3], sys.argv[4])
        raw = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
        peer = context.wrap_socket(raw, server_hostname="localhost")
        peer.settimeout(2)
        sent = 0
        try:
          while sent < 100_000_000:
            sent += peer.send(bytes(16384))
        except TimeoutError:
          pass
        print(sent)
        """
      let peer = try Background(
        Peer.python,
        ["-c", flood, "\(port)"]
          + [party.file("ca.pem"), party.file("device.pem"), party.file("device.key")])
      #expect(Background.wait { Int(peer.output.filter(\.isNumber)) != nil }, "\(peer.errors)")
      let sent = try #require(Int(peer.output.filter(\.isNumber)))
      #expect(sent < 50_000_000)
      let after = try #require(server.residentKiB)
      #expect(after - before < 16_384, "\(before) KiB, then \(after) KiB")
    }
  }
}
