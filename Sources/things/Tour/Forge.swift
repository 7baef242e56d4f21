// SPDX-License-Identifier: Apache-2.0
import Foundation
import TLS

/// A device with the right name, from the wrong authority.
struct Forge: EngineWork {
  var cast: Cast
  var broker: Mosquitto
  var log: String

  func run<Engine: TLSEngine>(_: Engine.Type) async throws {
    let engine = try Engine(cast.client(as: "forged"), role: .client)
    let before = try Files.read(log, as: "broker's log").count
    do {
      let link = try await MQTTLink.open(port: broker.securePort, through: engine, as: cast.serial)
      await link.close()
    } catch let error as TLSError {
      Terminal.good("refused, through \(Engine.name)".bold)
      Terminal.fact("the device", "\(error)")
      Terminal.fact("the broker", try await reason(after: before))
      return
    }
    throw Accepted()
  }

  /// What the broker wrote about it, without its time stamp.
  private func reason(after start: Int) async throws -> String {
    for _ in 0..<20 {
      let text = String(
        decoding: try Files.read(log, as: "broker's log").dropFirst(start), as: UTF8.self)
      if let line = text.split(separator: "\n").first(where: { $0.contains("error") }) {
        return line.drop { $0.isNumber || $0 == ":" || $0 == " " }.description
      }
      try await Task.sleep(for: .milliseconds(50))
    }
    return "closed the connection without a word in its log"
  }

  struct Accepted: Error, CustomStringConvertible {
    var description: String {
      "the broker let a forged certificate in; its roots must hold our authority and no other"
    }
  }
}
