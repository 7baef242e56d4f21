// SPDX-License-Identifier: Apache-2.0
import Foundation
import ProgramSupport
import TestSupport
import Testing

/// The main job, as a user runs it.
@Suite("The tour", .timeLimit(.minutes(4)))
struct TourTests {
  @Test("a device goes online through each engine, nobody reads along, and a forger is refused")
  func tour() throws {
    let folder = try TemporaryFolder()
    let tour = try Things.run("tour", "--directory", folder.path, seconds: 200)
    #expect(tour.status == 0, "\(tour.errorText)")
    let lines = tour.outputText.split(separator: "\n").map(String.init)
    func count(_ text: String) -> Int { lines.count { $0.contains(text) } }

    #expect(count("10 readings published, acknowledged and received, unchanged") == 3)
    // Three handshakes over TCP, three over UDP.
    #expect(count("TLS_") == 6)
    #expect(count(": uptime is ") == 3)
    #expect(count("refused here too: unknown_ca") == 1)
    // Bare, the relay reads everything; through TLS, no reading and no topic;
    // and the device's name only in TLS 1.2, which mbedTLS speaks.
    #expect(count("the reading can be read") == 1)
    #expect(count("the topic can be read") == 1)
    #expect(count("the reading is not to be found") == 3)
    #expect(count("the topic is not to be found") == 3)
    #expect(count("serial number can be read") == 2)
    #expect(count("refused, through") == 3)
    #expect(count("unknown_ca") == 4)
    #expect(count("its clone is let in") == 1)
    #expect(count("the device is let in, three times") == 1)
    #expect(count("the clone is refused:") == 4)
    #expect(count("a revoked device was refused") == 1)
    #expect(count("keyCompromise") == 1)
    #expect(count("none lost, and the broker has refused nobody") == 1)
    #expect(count("✓ held") == 3)
    #expect(count("openssl: path changed") == 1)
    #expect(count("mbedtls: path changed") == 1)
    #expect(lines.allSatisfy { $0.count <= 80 }, "no line is wider than 80 columns")

    let key = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/device.key")
    #expect(key[.posixPermissions] as? Int == 0o600)
    let secure = try #require(tour.outputText.firstMatch(of: /port ([0-9]+), TLS/))
    #expect(!canConnect(to: try #require(Int(secure.1))), "the broker is gone")

    // One page that needs no other, with both charts and every stack.
    let page = try String(contentsOfFile: "\(folder.path)/tour.html", encoding: .utf8)
    #expect(page.split(separator: "<svg ").count == 3)
    for absent in ["http:", "https:", "src=", "{{"] { #expect(!page.contains(absent), "\(absent)") }
    for present in [
      "It was cloned", "its clone was refused", "coap-amplification", "DTLS 1.2", "mbedtls",
      "802.15.4", "OpenSSL 3",
    ] {
      #expect(page.contains(present), "\(present)")
    }
  }
}
