// SPDX-License-Identifier: Apache-2.0
import Defences

/// An attack of chapter 12, by its name on the command line.
public enum Attack: String, CaseIterable, Sendable, Codable {
  case openBroker = "open-broker"
  case slowConnect = "slow-connect"
  case slowHandshake = "slow-handshake"
  case coapAmplification = "coap-amplification"

  /// What the attacker does, in one sentence.
  public var summary: String {
    switch self {
    case .openBroker: "Subscribes to #, the topic of all topics, and reads along."
    case .slowConnect: "Takes every place at a broker with CONNECTs that never end."
    case .slowHandshake: "Takes every place with TLS handshakes that never end."
    case .coapAmplification: "Asks a CoAP server short questions in a victim's name."
    }
  }

  /// What holds it.
  public var defence: String {
    switch self {
    case .openBroker: "authentication, and an access list that is asked for each message"
    case .slowConnect, .slowHandshake:
      "a gate: places per address, patience with an end, strangers who make room"
    case .coapAmplification:
      "three bytes out for each byte in, until Echo has proved the address (RFC 9175)"
    }
  }

  /// Runs it for some seconds, on loopback or in a network of its own, and says what it did.
  ///
  /// `program`: this program's path, to be started again in a network namespace by the attack
  /// that forges addresses.
  public func run(against stance: Stance, program: String) async throws -> Finding {
    switch self {
    case .openBroker: try await OpenBrokerExperiment(stance: stance).run()
    case .slowConnect: try await SlowExperiment(stance: stance, isSecure: false).run()
    case .slowHandshake: try await SlowExperiment(stance: stance, isSecure: true).run()
    case .coapAmplification:
      try await Namespace.run(
        program, ["attack", "inside", rawValue, "--against", stance.rawValue])
    }
  }

  /// The part that runs in the namespace.
  public func runInside(against stance: Stance) async throws -> Finding {
    try Namespace.mustBeOurs()
    return try await AmplificationExperiment(stance: stance).run()
  }
}

/// Whether the server has the mitigation.
public enum Stance: String, CaseIterable, Sendable, Codable {
  /// As one finds them.
  case exposed
  /// As this book's servers are unless they are told otherwise.
  case hardened
}
