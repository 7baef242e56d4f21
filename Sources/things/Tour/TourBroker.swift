// SPDX-License-Identifier: Apache-2.0
import Authority
import Certificates
import Foundation
import MQTT
import Network
import OpenSSLBackend
import TLS

/// The book's own broker on loopback, for as long as a piece of work lasts.
final class TourBroker: @unchecked Sendable {
  /// Anyone may connect here, and anyone may listen in.
  let plainPort: Int
  /// Only who shows a certificate of our authority may connect here.
  let securePort: Int
  private let lock = NSLock()
  private var lines: [String] = []

  init(plainPort: Int, securePort: Int) {
    self.plainPort = plainPort
    self.securePort = securePort
  }

  /// What the broker has noticed, in order.
  var log: [String] { lock.withLock { lines } }

  /// Both listeners close when `work` ends, however it ends.
  func run(_ cast: Cast, _ work: () async throws -> Void) async throws {
    let server = BrokerServer(OpenPolicy()) { _, event in
      self.lock.withLock { self.lines.append(event) }
    }
    let engine = try OpenSSLEngine(cast.server(), role: .server)
    let plain = try await server.listen(port: plainPort)
    let ledger = try AuthorityFolder(cast.folder).ledger()
    let secure = try await server.listen(port: securePort, through: engine) { certificate in
      Self.refusal(of: certificate, ledger)
    }
    let outcome: Result<Void, any Error>
    do { outcome = .success(try await work()) } catch { outcome = .failure(error) }
    await plain.close()
    await secure.close()
    try outcome.get()
  }

  /// What the authority has taken back counts from that moment on. What it does not know is for
  /// the engine to refuse.
  private static func refusal(of certificate: [UInt8], _ ledger: Ledger) -> String? {
    guard let read = try? Certificate(der: certificate) else { return "it cannot be read" }
    let number = read.serialNumber.withUnsafeBufferPointer { Array($0) }
    do {
      guard let revocation = try ledger.certificate(number)?.revocation else { return nil }
      return "its certificate is revoked (\((revocation.reason ?? .unspecified).name))"
    } catch { return "nobody can say whether it is revoked: \(error)" }
  }
}
