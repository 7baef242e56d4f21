// SPDX-License-Identifier: Apache-2.0
import Foundation
import TLS

/// A device with the right name, from the wrong authority.
struct Forge: EngineWork {
  var cast: Cast
  var broker: TourBroker
  func run<Engine: TLSEngine>(_: Engine.Type) async throws {
    let engine = try Engine(cast.client(as: "forged"), role: .client)
    let before = broker.log.count
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

  /// What the broker has noticed meanwhile.
  private func reason(after start: Int) async throws -> String {
    for _ in 0..<20 {
      if let line = broker.log.dropFirst(start).first { return line }
      try await Task.sleep(for: .milliseconds(50))
    }
    return "closed the connection without a word"
  }

  struct Accepted: Error, CustomStringConvertible {
    var description: String {
      "the broker let a forged certificate in; its roots must hold our authority and no other"
    }
  }
}
