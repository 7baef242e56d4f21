// SPDX-License-Identifier: Apache-2.0
import Certificates
import Foundation
import OpenSSLBackend

/// A device whose certificate ends while it works. It gets another one in time, connects with it
/// beside the old connection, and goes on there; no reading waits, and none is lost.
struct Renewal {
  var cast: Cast
  var broker: TourBroker

  /// How long the first certificate lasts, in seconds.
  private static let life = 6

  func run() async throws {
    var authority = try Authority.load(from: AuthorityFolder(cast.folder))
    let start = Date()
    let first = try authority.identify(
      .device(cast.serial, validity: .seconds(Self.life, from: start)))
    try first.save(in: cast.folder, as: "short")
    let end = start.addingTimeInterval(Double(Self.life))
    let half = start.addingTimeInterval(Double(Self.life) / 2)
    Terminal.say(
      "short.pem ends in \(Self.life) seconds. The device publishes all the time, and renews it "
        + "when half of them are over:")

    let before = broker.log.count
    let subscriber = try await MQTTLink.open(
      port: broker.securePort, through: OpenSSLEngine(cast.client(), role: .client),
      as: "\(cast.serial)-watcher")
    try await subscriber.subscribe("renewal/#")
    var link = try await connect(as: "short")
    var isRenewed = false
    var count = 0
    while Date() < end.addingTimeInterval(1.5) {
      if !isRenewed, Date() >= half {
        let old = try WhichCertificate.read(cast.folder.file("short.pem"))
        let next = try authority.renewWithNewKey(old, validity: .hours(1, from: Date()))
        try next.save(in: cast.folder, as: "renewed")
        let another = try await connect(as: "renewed")
        await link.close()
        link = another
        isRenewed = true
      }
      count += 1
      try await link.publish("renewal/\(cast.serial)", "\(count)")
      let message = try await subscriber.nextMessage()
      guard message.payload == "\(count)" else { throw Lost(number: count) }
      Terminal.progress("reading \(count)\(isRenewed ? ", with the new certificate" : "")")
      try await Task.sleep(for: .milliseconds(100))
    }
    Terminal.progressDone()
    await link.close()
    await subscriber.close()
    let refusals = broker.log.dropFirst(before).filter { $0.contains("certificate") }
    guard refusals.isEmpty else { throw Refused(reason: refusals[0]) }
    Terminal.good("\(count) readings, none lost, and the broker has refused nobody")
    Terminal.fact("the old one", try await expectEnd())
  }

  private func connect(as name: String) async throws -> MQTTLink {
    try await MQTTLink.open(
      port: broker.securePort, through: OpenSSLEngine(cast.client(as: name), role: .client),
      as: "\(cast.serial)-\(name)")
  }

  /// The old certificate has really ended.
  private func expectEnd() async throws -> String {
    do {
      let link = try await connect(as: "short")
      await link.close()
    } catch { return "is refused by now: \(error)" }
    throw StillGood()
  }

  struct Lost: Error, CustomStringConvertible {
    var number: Int
    var description: String {
      "reading \(number) did not arrive while the certificate was renewed; run the tour again"
    }
  }

  struct Refused: Error, CustomStringConvertible {
    var reason: String
    var description: String { "the broker refused the device while it renewed: \(reason)" }
  }

  struct StillGood: Error, CustomStringConvertible {
    var description: String {
      "the broker took a certificate that has ended; look at this machine's clock"
    }
  }
}
