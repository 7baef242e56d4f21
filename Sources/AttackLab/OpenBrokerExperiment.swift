// SPDX-License-Identifier: Apache-2.0
import Defences
import MQTT
import Network
import OpenSSLBackend
import Primitives

/// A door tells its owner the code of the day, twenty times. Who else hears it?
struct OpenBrokerExperiment {
  var stance: Stance

  private let door = ("door", String.random())
  private let owner = ("owner", String.random())
  /// A small device of the same house, whose password the attacker took out of its flash.
  private let lamp = ("lamp", String.random())

  init(stance: Stance) { self.stance = stance }

  func run() async throws -> Finding {
    switch stance {
    case .exposed: return try await measure(BrokerServer(OpenPolicy()))
    case .hardened:
      let passwords = LabPasswords([door, owner, lamp])
      return try await measure(
        BrokerServer(
          AccessList(
            passwords,
            [
              AccessRule(Array("door".utf8), .write, try AccessPattern(Array("house/door".utf8))),
              AccessRule(Array("owner".utf8), .read, try AccessPattern(Array("house/#".utf8))),
              AccessRule(nil, .readWrite, try AccessPattern(Array("house/%u/#".utf8))),
            ])))
    }
  }

  private func measure<Policy: BrokerPolicy & SendableMetatype>(
    _ server: BrokerServer<Policy>
  ) async throws -> Finding {
    let listener = try await server.listen(port: 0)
    let port = listener.port
    let owner = try await client(self.owner, port)
    guard try await owner.subscribe("house/door") else { throw LabError.refused }
    let intruders = await intruders(port)

    var finding = Finding()
    let door = try await client(self.door, port)
    let codes = (0..<20).map { _ in String.random() }
    for code in codes { try await door.publish("house/door", code) }

    let heard = await owner.listen(for: .seconds(2), atMost: codes.count)
    finding.tried = codes.count
    finding.succeeded = codes.count { heard.contains($0) }
    var stolen: Set<String> = []
    for intruder in intruders {
      stolen.formUnion(await intruder.listen(for: .milliseconds(300), atMost: codes.count))
      await intruder.close()
    }
    finding.secretsRead = codes.count { stolen.contains($0) }
    await door.close()
    await owner.close()
    await listener.close()
    return finding
  }

  /// One who has no password at all, and one who has the lamp's; each tries what may be open.
  private func intruders(_ port: Int) async -> [LabClient] {
    var inside: [LabClient] = []
    if let nobody = try? await client(("nobody", nil), port) { inside.append(nobody) }
    if let thief = try? await client(("lamp", lamp.1), port) { inside.append(thief) }
    for intruder in inside {
      for filter in ["#", "house/#", "house/+", "house/door"] {
        _ = try? await intruder.subscribe(filter)
      }
    }
    return inside
  }

  private func client(_ user: (String, String?), _ port: Int) async throws -> LabClient {
    try await .open(
      user.0, password: user.1, port: port, from: "127.0.0.1", through: OpenSSLEngine?.none)
  }
}

/// Passwords that live as long as the experiment; a real broker keeps them as slow salted hashes.
private struct LabPasswords: PasswordVerifier, Sendable {
  private let users: [(name: [UInt8], password: [UInt8])]

  init(_ users: [(String, String)]) {
    self.users = users.map { (Array($0.utf8), Array($1.utf8)) }
  }

  mutating func isPassword(_ password: Span<UInt8>, of userName: Span<UInt8>) -> Bool {
    users.contains { user in
      constantTimeEqual(user.name.span, userName) && constantTimeEqual(user.password.span, password)
    }
  }
}

extension String {
  static func random() -> String { String(UInt64.random(in: 0 ... .max), radix: 16) }
}
