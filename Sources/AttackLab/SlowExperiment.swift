// SPDX-License-Identifier: Apache-2.0
import Defences
import MQTT
import Network
import OpenSSLBackend
import Primitives
import TLS
import Wire

/// Connections that begin and never end, against a broker with a hundred places.
struct SlowExperiment {
  var stance: Stance
  /// Whether they stop in the TLS handshake, or in CONNECT.
  var isSecure: Bool
  /// Without each of them, tests see what is left.
  var gate: ConnectionGateOptions
  var attackers = Attackers()
  var honest = 100

  /// Who attacks: bounded in connections, in new ones per second, and in time.
  struct Attackers {
    var addresses = 8
    var connectionsPerAddress = 26
    var duration = Swift.Duration.seconds(6)
    /// Before a place that was lost is tried for again.
    var pause = Swift.Duration.seconds(1)
  }

  static let places = 128

  init(stance: Stance, isSecure: Bool) {
    self.stance = stance
    self.isSecure = isSecure
    gate = stance == .exposed ? .exposed(maximumConnections: Self.places) : Self.hardened
  }

  /// The defaults, on the scale of this small broker.
  static var hardened: ConnectionGateOptions {
    var options = ConnectionGateOptions()
    options.maximumConnections = places
    options.maximumPerPrefix = places / 8
    options.maximumStrangers = places / 2
    return options
  }

  func run() async throws -> Finding {
    var limits = BrokerLimits()
    // What the broker brings along itself is taken away too, where nothing shall help.
    if gate.patience == nil { limits.connectTimeout = .forever }
    let server = BrokerServer(OpenPolicy(), limits: limits, gate: gate)
    let key = (0..<32).map { _ in UInt8.random(in: 0...255) }
    let listener =
      isSecure
      ? try await server.listen(
        port: 0, through: try OpenSSLEngine(Self.configuration(key), role: .server))
      : try await server.listen(port: 0)
    let engine = isSecure ? try OpenSSLEngine(Self.configuration(key), role: .client) : nil
    let finding = try await measure(listener.port, engine)
    await listener.close()
    return finding
  }

  private static func configuration(_ key: [UInt8]) throws -> TLSConfiguration {
    var configuration = TLSConfiguration()
    configuration.preSharedKeys = [
      PreSharedKey(identity: Array("lab".utf8), key: Secret(copying: key.span))
    ]
    return configuration
  }

  private func measure(_ port: Int, _ engine: OpenSSLEngine?) async throws -> Finding {
    let beginning = isSecure ? SlowSender.clientHello : SlowSender.connect
    return await withTaskGroup(of: Bool?.self) { group in
      let end = ContinuousClock.now + attackers.duration
      for address in 1...max(1, attackers.addresses) {
        for _ in 0..<attackers.connectionsPerAddress where attackers.addresses > 0 {
          group.addTask { [attackers] in
            await hold(port, from: "127.66.0.\(address)", beginning, until: end, attackers.pause)
            return nil
          }
        }
      }
      // The attack takes its places first; the honest come later, spread over the rest of it.
      let (count, rest) = (honest, attackers.duration - .milliseconds(1_500))
      for number in 0..<count {
        group.addTask {
          try? await Task.sleep(for: .seconds(1) + rest / count * number)
          return await succeeds(number, port, engine)
        }
      }
      var finding = Finding()
      for await outcome in group {
        guard let outcome else { continue }
        finding.tried += 1
        if outcome { finding.succeeded += 1 }
      }
      return finding
    }
  }
}

/// An honest client comes, publishes a reading, hears that it was taken, and goes.
private func succeeds(_ number: Int, _ port: Int, _ engine: OpenSSLEngine?) async -> Bool {
  do {
    let client = try await LabClient.open(
      "honest-\(number)", port: port, from: "127.77.0.\(number % 50 + 1)", through: engine)
    let published: Void? = try? await client.publish("readings/\(number)", "21.5")
    await client.close()
    return published != nil
  } catch { return false }
}

/// One place, taken, and taken again after it was lost.
private func hold(
  _ port: Int, from address: String, _ beginning: [UInt8], until end: ContinuousClock.Instant,
  _ pause: Swift.Duration
) async {
  while ContinuousClock.now < end {
    let left = (end - ContinuousClock.now).components
    let duration = Wire.Duration.milliseconds(
      left.seconds * 1_000 + left.attoseconds / 1_000_000_000_000_000)
    if let connection = try? await TCP.connect(
      to: "127.0.0.1", port: port, from: address,
      machine: {
        SlowSender(beginning, every: .milliseconds(500), for: duration, now: monotonicNow())
      })
    {
      var deliveries = connection.deliveries.makeAsyncIterator()
      _ = try? await deliveries.next(isolation: nil)
      await connection.close()
    }
    try? await Task.sleep(for: min(pause, max(.zero, end - ContinuousClock.now)))
  }
}
