// SPDX-License-Identifier: Apache-2.0
import Foundation
import OpenSSLBackend

/// A device whose key was stolen: everything about it is right, but that it was taken back.
struct Revoked {
  var cast: Cast
  var broker: TourBroker

  func run() async throws {
    let folder = AuthorityFolder(cast.folder)
    var authority = try Authority.load(from: folder)
    let identity = try authority.identify(device: cast.serial)
    try identity.save(in: cast.folder, as: "stolen")
    let engine = try OpenSSLEngine(cast.client(as: "stolen"), role: .client)
    let link = try await connect(engine)
    await link.close()
    Terminal.say("stolen.pem is good, and the broker lets it in. Then its theft is reported:")

    let certificate = try WhichCertificate.read(cast.folder.file("stolen.pem"))
    let number = certificate.serialNumber.withUnsafeBufferPointer { Array($0) }
    try folder.ledger().revoke(number, reason: .keyCompromise, at: .now)
    let before = broker.log.count
    do {
      let link = try await connect(engine)
      await link.close()
    } catch {
      Terminal.good("a revoked device was refused")
      Terminal.fact("the broker", try await reason(after: before))
      return
    }
    throw Accepted()
  }

  private func connect(_ engine: OpenSSLEngine) async throws -> MQTTLink {
    try await MQTTLink.open(
      port: broker.securePort, through: engine, as: "\(cast.serial)-stolen")
  }

  /// What the broker has noticed meanwhile.
  private func reason(after start: Int) async throws -> String {
    for _ in 0..<40 {
      if let line = broker.log.dropFirst(start).first(where: { $0.contains("revoked") }) {
        return line
      }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw Accepted()
  }

  struct Accepted: Error, CustomStringConvertible {
    var description: String {
      "the broker did not refuse a revoked device; it must ask the ledger about each"
    }
  }
}
