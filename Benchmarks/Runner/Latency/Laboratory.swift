// SPDX-License-Identifier: Apache-2.0
import Constrained
import DTLS
import MbedTLSBackend
import OpenSSLBackend
import TLS
import Wire

/// Runs one stack over one link with one seed: the same seed is the same run, byte for byte.
struct Laboratory {
  private let credentials: LatencyCredentials

  init() throws {
    credentials = try Seeded.libraries(0) { try LatencyCredentials() }
  }

  func run(
    _ stack: Stack, _ profile: Profile, seed: UInt64, initialTimeout: Duration = .seconds(1)
  ) throws -> LatencyRun {
    try Seeded.libraries(seed) {
      switch stack.library {
      case .openssl: try run(stack, OpenSSLEngine.self, profile, seed, initialTimeout)
      case .mbedtls: try run(stack, MbedTLSEngine.self, profile, seed, initialTimeout)
      }
    }
  }

  private func run<Engine: DTLSEngine>(
    _ stack: Stack, _ type: Engine.Type, _ profile: Profile, _ seed: UInt64,
    _ initialTimeout: Duration
  ) throws -> LatencyRun {
    var datagrams: DatagramOptions?
    if stack.isDatagrams {
      var options = DatagramOptions()
      // IPv6 and UDP headers are 48 bytes.
      options.maximumDatagramSize = min(profile.up.mtu, profile.down.mtu) - 48
      options.initialTimeout = initialTimeout
      datagrams = options
    }
    let client = try Engine(
      try credentials.configuration(for: stack, as: .client, over: datagrams), role: .client)
    let server = try Engine(
      try credentials.configuration(for: stack, as: .server, over: datagrams), role: .server)
    if stack.isDatagrams {
      let start = Instant(nanoseconds: 0)
      let pair = Pair(
        client: try ReadingMachine(
          client.connect(now: start), .client, repeats: true, seed: seed),
        server: try ReadingMachine(GatedChannel(server), .server, repeats: true, seed: seed),
        over: .udp, profile, seed: seed)
      return LatencyRun(pair, client: { $0 }, server: { $0 })
    }
    let pair = pairOverTCP(
      client: try ReadingMachine(client.makeChannel(), .client, repeats: false, seed: seed),
      server: try ReadingMachine(server.makeChannel(), .server, repeats: false, seed: seed),
      profile, seed: seed)
    return LatencyRun(pair, client: reading, server: reading)
  }
}

private func reading<Channel: SecureChannel & ~Copyable>(
  _ event: OverTCP<ReadingMachine<Channel>>.Event
) -> ReadingEvent? {
  if case .inner(let reading) = event { reading } else { nil }
}
