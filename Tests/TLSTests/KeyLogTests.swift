// SPDX-License-Identifier: Apache-2.0
import Primitives
import Synchronization
import TLS
import Testing

/// The laboratory reads along: both sides write the same lines, and Wireshark knows them.
@Suite struct KeyLogTests {
  final class Lines: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }

    var log: KeyLog {
      KeyLog { [self] line in
        let text = String(decoding: line.indices.map { line[$0] }, as: UTF8.self)
        lines.withLock { $0.append(text) }
      }
    }
  }

  static let pairings = Pairing.all.filter {
    $0.client.abilities.contains(.keyLog) && $0.server.abilities.contains(.keyLog)
  }

  @Test(arguments: pairings)
  func bothSidesTellTheSameSecrets(pairing: Pairing) throws {
    let (client, server) = (Lines(), Lines())
    let setups = try pairing.setups()
    let link = try pairing.link(
      setups.client.adding { $0.keyLog = client.log },
      setups.server.adding { $0.keyLog = server.log })
    link.settle()
    #expect(link.client.connected != nil)
    let labels =
      pairing.version == .tls12
      ? ["CLIENT_RANDOM"]
      : [
        "CLIENT_HANDSHAKE_TRAFFIC_SECRET", "SERVER_HANDSHAKE_TRAFFIC_SECRET",
        "CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0",
      ]
    for label in labels {
      let ours = client.all.first { $0.hasPrefix(label + " ") }
      let theirs = server.all.first { $0.hasPrefix(label + " ") }
      #expect(ours != nil && ours == theirs, "\(label)")
      // Label, the client's random of 32 bytes, and the secret.
      let parts = try #require(ours).split(separator: " ")
      #expect(parts.count == 3 && parts[1].count == 64)
      #expect(parts.count == 3 && [64, 96].contains(parts[2].count))
      let random = stride(from: 0, to: 64, by: 2).compactMap { place -> UInt8? in
        let start = parts[1].index(parts[1].startIndex, offsetBy: place)
        return UInt8(parts[1][start..<parts[1].index(start, offsetBy: 2)], radix: 16)
      }
      #expect(link.toServer.contains(run: random), "the random is the ClientHello's")
    }
  }

  @Test(arguments: Pairing.all)
  func nobodyIsToldUnasked(pairing: Pairing) throws {
    let link = try pairing.link()
    link.settle()
    #expect(link.client.connected != nil)
  }
}
