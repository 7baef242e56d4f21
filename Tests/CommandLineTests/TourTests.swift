// SPDX-License-Identifier: Apache-2.0
import Foundation
import ProgramSupport
import TestSupport
import Testing

/// The main job, as a user runs it.
@Suite("The tour", .peer("mosquitto", package: "mosquitto"), .timeLimit(.minutes(4)))
struct TourTests {
  @Test("a device goes online through each engine, nobody reads along, and a forger is refused")
  func tour() throws {
    let folder = try TemporaryFolder()
    let tour = try Things.run("tour", "--directory", folder.path, seconds: 200)
    #expect(tour.status == 0, "\(tour.errorText)")
    let lines = tour.outputText.split(separator: "\n").map(String.init)
    func count(_ text: String) -> Int { lines.count { $0.contains(text) } }

    #expect(count("10 readings published, acknowledged and received, unchanged") == 2)
    #expect(count("TLS_") == 2)
    // Bare, the relay reads everything; through TLS, no reading and no topic;
    // and the device's name only in TLS 1.2, which mbedTLS speaks.
    #expect(count("the reading can be read") == 1)
    #expect(count("the topic can be read") == 1)
    #expect(count("the reading is not to be found") == 2)
    #expect(count("the topic is not to be found") == 2)
    #expect(count("serial number can be read") == 2)
    #expect(count("refused, through") == 2)
    #expect(count("unknown_ca") == 2)
    #expect(count("path changed") >= 3)
    #expect(lines.allSatisfy { $0.count <= 80 }, "no line is wider than 80 columns")

    let key = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/device.key")
    #expect(key[.posixPermissions] as? Int == 0o600)
    #expect(!canConnect(to: try securePort(folder)), "the broker is gone")
  }

  /// The second listener of the broker's configuration.
  func securePort(_ folder: TemporaryFolder) throws -> Int {
    let text = try String(contentsOfFile: "\(folder.path)/mosquitto.conf", encoding: .utf8)
    let listeners = text.split(separator: "\n").filter { $0.hasPrefix("listener ") }
    return try #require(Int(listeners[1].split(separator: " ")[1]))
  }
}
