// SPDX-License-Identifier: Apache-2.0
import DTLS
import Defences
import Testing
import Wire

/// Ten minutes of a slow attack in virtual time, and which of the mitigations holds it alone.
@Suite("Slow attacks on the gate")
struct SlowAttackSimulationTests {
  /// An attack on 128 places: each connection sends a byte in two seconds, and comes again a
  /// second after it was put out. An honest client needs half a second to prove who it is.
  static func served(
    _ options: ConnectionGateOptions, addresses: UInt32, perAddress: Int
  ) -> Double {
    var gate = ConnectionGate(options)
    var attackers: [(prefix: NetworkPrefix, seat: Seat?, again: Int)] = []
    for address in 0..<addresses {
      for _ in 0..<perAddress {
        attackers.append((NetworkPrefix(PeerAddress(v4: address, port: 0)), nil, 0))
      }
    }
    var honest: [(seat: Seat, done: Int)] = []
    var (tried, succeeded) = (0, 0)
    // Time in steps of 100 ms.
    for step in 0..<6_000 {
      let now = Instant(nanoseconds: UInt64(step) * 100_000_000)
      gate.handleTimeout(now: now)
      for i in attackers.indices {
        if let seat = attackers[i].seat {
          if (step + i).isMultiple(of: 20) { gate.received(1, on: seat) }
        } else if attackers[i].again <= step {
          attackers[i].seat = gate.opened(from: attackers[i].prefix, now: now)
          attackers[i].again = step + 10
        }
      }
      for client in honest where client.done == step {
        gate.proved(client.seat)
        gate.closed(client.seat)
        succeeded += 1
      }
      honest.removeAll { $0.done == step }
      if step >= 100, step.isMultiple(of: 10) {
        tried += 1
        let prefix = NetworkPrefix(PeerAddress(v4: 0xFFFF_0000 + UInt32(step), port: 0))
        if let seat = gate.opened(from: prefix, now: now) { honest.append((seat, step + 5)) }
      }
      while case .close(let seat, _) = gate.poll() {
        honest.removeAll { $0.seat == seat }
        for i in attackers.indices where attackers[i].seat == seat {
          attackers[i].seat = nil
          attackers[i].again = step + 10
        }
      }
    }
    return Double(succeeded) / Double(tried - honest.count)
  }

  static func only(_ change: (inout ConnectionGateOptions) -> Void) -> ConnectionGateOptions {
    var options = ConnectionGateOptions.exposed(maximumConnections: 128)
    change(&options)
    return options
  }

  static let patience = only { $0.patience = Patience() }
  static let cap = only { $0.maximumPerPrefix = 16 }
  static let room = only {
    $0.maximumStrangers = 96
    $0.strangersMakeRoom = true
  }

  @Test("with nothing, one address is enough to keep everybody out")
  func nothing() {
    #expect(Self.served(Self.only { _ in }, addresses: 1, perAddress: 200) < 0.01)
    #expect(Self.served(Self.only { _ in }, addresses: 8, perAddress: 26) < 0.01)
  }

  @Test("without an attack everybody is served, with all mitigations and with none")
  func noAttack() {
    #expect(Self.served(Self.only { _ in }, addresses: 0, perAddress: 0) == 1)
    #expect(Self.served(ConnectionGateOptions(), addresses: 0, perAddress: 0) == 1)
  }

  @Test("a cap for each address holds one address, and not eight")
  func capAlone() {
    #expect(Self.served(Self.cap, addresses: 1, perAddress: 200) == 1)
    #expect(Self.served(Self.cap, addresses: 8, perAddress: 26) < 0.01)
  }

  @Test("patience holds nobody who comes again, as long as there are more of them than places")
  func patienceAlone() {
    #expect(Self.served(Self.patience, addresses: 1, perAddress: 200) < 0.5)
    #expect(Self.served(Self.patience, addresses: 8, perAddress: 26) < 0.5)
    #expect(Self.served(Self.patience, addresses: 1, perAddress: 100) == 1)
  }

  @Test("a cap and patience together still fall to many addresses")
  func capAndPatience() {
    let both = Self.only {
      $0.maximumPerPrefix = 16
      $0.patience = Patience()
    }
    #expect(Self.served(both, addresses: 1, perAddress: 200) == 1)
    #expect(Self.served(both, addresses: 8, perAddress: 26) < 0.5)
  }

  @Test("strangers who make room hold slow attackers from one address and from eight")
  func roomAlone() {
    #expect(Self.served(Self.room, addresses: 1, perAddress: 200) >= 0.99)
    #expect(Self.served(Self.room, addresses: 8, perAddress: 26) >= 0.99)
  }

  @Test("all three hold a hundred addresses")
  func everything() {
    let all = Self.only {
      $0.maximumPerPrefix = 16
      $0.maximumStrangers = 96
      $0.patience = Patience()
      $0.strangersMakeRoom = true
    }
    #expect(Self.served(all, addresses: 100, perAddress: 2) >= 0.99)
  }
}
