// SPDX-License-Identifier: Apache-2.0
import Foundation
import TLS
import Testing

/// Strangers who send too much, too little, too slowly, or nothing that means anything: our server
/// keeps little of it, and says in one sentence what was wrong.
@Suite(.serialized) struct FloodTests {
  private func server() throws -> BookSide {
    try BookSide(
      Setup.server().adding {
        $0.resumption = .tickets(lifetime: 600)
        $0.recordSizeLimit = 16_384
      }, TestVault().sealer)
  }

  private func client() throws -> BookSide { try BookSide(Setup.client()) }

  private func record(_ type: UInt8, _ content: [UInt8], version: UInt8 = 3) -> [UInt8] {
    [type, 3, version, UInt8(content.count >> 8), UInt8(content.count & 0xFF)] + content
  }

  /// Bytes that the process has in memory; none where the system does not tell.
  private var used: Int {
    guard let line = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else {
      return 0
    }
    let pages = line.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return (pages ?? 0) * Int(getpagesize())
  }

  /// Runs it thrice, and expects that at least once it left little behind: other tests run
  /// beside this one, and want memory too.
  private func leavesLittle(_ name: String = "", _ body: () throws -> Void) rethrows {
    var least = Int.max
    for _ in 0..<3 {
      let before = used
      try body()
      least = min(least, used - before)
    }
    #expect(least < 4 << 20, "\(name)")
  }

  private func isOneSentence(_ error: TLSError?) -> Bool {
    guard let error else { return false }
    let text = "\(error)"
    return text.count > 20 && text.count < 300 && !text.contains("\n") && !text.contains(". ")
  }

  /// What a server says to bytes that come before any hello.
  @Test(
    arguments: [
      ("a message of 16 MiB", [22, 3, 1, 0, 4, 1, 255, 255, 255], 47),
      ("a message that nobody knows", [22, 3, 1, 0, 4, 99, 0, 0, 4], 10),
      ("a Finished", [22, 3, 1, 0, 4, 20, 0, 0, 32], nil),
      ("data", [23, 3, 3, 0, 1, 0], 10),
      ("a record that is too long", [22, 3, 3, 0xFF, 0xFF, 1], 22),
      ("nothing, in a record", [22, 3, 3, 0, 0], 10),
    ] as [(String, [UInt8], UInt8?)])
  func nonsense(name: String, bytes: [UInt8], alert: UInt8?) throws {
    let server = try server().connect()
    server.handle(bytes)
    #expect(server.error?.cause.alert?.code == alert, "\(name)")
    guard let alert else { return }
    #expect(isOneSentence(server.error))
    #expect(server.departing().suffix(2) == [2, alert])
  }

  /// Half a hello each, a byte at a time, and then nothing.
  @Test func slowPeersCostLittle() throws {
    let hello = try client().connect().departing()
    let side = try server()
    var peers: [BookPeer] = []
    try leavesLittle {
      for _ in 0..<100 {
        let peer = try side.connect()
        for byte in hello.dropLast(1) { peer.handle([byte]) }
        #expect(peer.error == nil)
        peers.append(peer)
      }
    }
    for peer in peers {
      peer.handle([hello[hello.count - 1]])
      #expect(peer.departing().count > 500)
      peer.handleEnd()
      #expect(peer.error?.cause == .endedInHandshake)
    }
  }

  /// The longest messages that a server takes from a stranger, in pieces, without an end.
  @Test(arguments: [(1, 16_384), (11, 32_768)] as [(UInt8, Int)])
  func aMessageIsAsLongAsItMay(type: UInt8, longest: Int) throws {
    func header(_ length: Int) -> [UInt8] {
      record(22, [type, UInt8(length >> 16), UInt8(length >> 8 & 0xFF), UInt8(length & 0xFF)])
    }
    let length = longest - 4
    try leavesLittle {
      for _ in 0..<20 {
        let server = try self.server().connect()
        server.handle(header(length))
        var sent = 0
        while sent < length - 1, server.error == nil {
          let piece = min(1000, length - 1 - sent)
          server.handle(record(22, [UInt8](repeating: 0, count: piece)))
          sent += piece
        }
        #expect(server.error == nil)
      }
    }
    let server = try server().connect()
    server.handle(header(length + 1))
    #expect(server.error?.cause == .protocolViolation(.messageTooLong))
  }

  /// Each of these may come a few times and means nothing; nobody sends a million of them.
  @Test(
    arguments: [
      ("change_cipher_spec", [20, 3, 3, 0, 1, 1]), ("a warning", [21, 3, 3, 0, 2, 1, 90]),
      ("an empty record", [22, 3, 3, 0, 0]),
    ] as [(String, [UInt8])])
  func noiseEnds(name: String, bytes: [UInt8]) throws {
    try leavesLittle(name) {
      let (client, server) = (try client().connect(), try server().connect())
      server.handle(client.departing())
      _ = server.departing()
      var count = 0
      while server.error == nil && count < 100_000 {
        server.handle(bytes)
        count += 1
      }
      #expect(count < 1000, "\(name)")
      #expect(isOneSentence(server.error))
    }
  }

  @Test func keyUpdatesEnd() throws {
    try leavesLittle {
      let (client, server) = (try client().connect(), try server().connect())
      settle(client, server)
      var count = 0
      while server.error == nil && count < 10_000 {
        client.updateKeys()
        server.handle(client.departing())
        _ = server.departing()
        count += 1
      }
      #expect(server.error?.cause == .protocolViolation(.tooMuch))
      #expect(server.error?.cause.alert == Alert(code: 10))
      #expect(count < 100)
    }
  }

  /// A client that says hello, is asked again, and says the same hello for ever.
  @Test func hellosEnd() throws {
    let side = try BookSide(
      Setup.server().adding { $0.asksForCookie = true }, TestVault().sealer)
    let (hello, server) = (try client().connect().departing(), try side.connect())
    server.handle(hello)
    #expect(!server.departing().isEmpty)
    server.handle(hello)
    #expect(server.error?.cause.alert == Alert(code: 47))
  }

  /// As many certificates as a message holds: they are judged, or refused, and not kept.
  @Test(arguments: [2, 20, 60, 100])
  func giantChains(count: Int) throws {
    let pki = try PKI.shared.get()
    let side = try BookSide(
      Setup.client().adding {
        $0.chain = $0.chain + [[UInt8]](repeating: pki.strangeServer.chain[0], count: count)
      })
    try leavesLittle {
      let (client, server) = (try side.connect(), try server().connect())
      settle(client, server)
      guard server.connected == nil else { return }
      #expect(isOneSentence(server.error))
      #expect(server.error?.cause.alert != nil)
    }
  }

  /// Cut anywhere, a handshake is no connection, and both ends know it.
  @Test func truncation() throws {
    let (client, server) = (try client(), try server())
    let whole = Link(
      client: try client.connect(), server: try server.connect(), splits: .none)
    whole.settle()
    let length = whole.toServer.count
    for cut in stride(from: 0, to: length, by: 13) {
      let (a, b) = (try client.connect(), try server.connect())
      var given = 0
      while true {
        let up = a.departing()
        let piece = Array(up.prefix(max(0, cut - given)))
        given += piece.count
        if !piece.isEmpty { b.handle(piece) }
        let down = b.departing()
        if !down.isEmpty { a.handle(down) }
        if up.isEmpty && down.isEmpty { break }
      }
      b.handleEnd()
      #expect(b.connected == nil)
      #expect(b.error?.cause == .endedInHandshake)
      #expect(isOneSentence(b.error))
    }
    settle(whole.client, whole.server)
    whole.server.handleEnd()
    #expect(whole.server.error?.cause == .truncated)
  }
}
