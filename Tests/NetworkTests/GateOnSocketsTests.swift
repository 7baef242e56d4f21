// SPDX-License-Identifier: Apache-2.0
import Defences
import NIOCore
import Network
import Testing

@Suite("The gate on sockets", .timeLimit(.minutes(5)))
struct GateOnSocketsTests {
  @Test("one address gets its places and no more; another address has its own")
  func cap() async throws {
    var options = ConnectionGateOptions()
    options.maximumPerPrefix = 2
    let server = try await TCP.listen(port: 0, gate: options) { Beacon(answers: true) }
    func arrive(from address: String) async throws -> Connection<Beacon> {
      try await TCP.connect(to: "127.0.0.1", port: server.port, from: address) {
        Beacon(greeting: [1])
      }
    }
    func isHeard(_ connection: Connection<Beacon>) async -> Bool {
      var deliveries = connection.deliveries.makeAsyncIterator()
      return (try? await deliveries.next())?.event == .heard
    }
    let first = try await arrive(from: "127.0.0.5")
    let second = try await arrive(from: "127.0.0.5")
    #expect(await isHeard(first))
    #expect(await isHeard(second))
    let third = try await arrive(from: "127.0.0.5")
    #expect(await !isHeard(third))
    let other = try await arrive(from: "127.0.0.6")
    #expect(await isHeard(other))
    await first.close()
    // The place is free when the server has seen the end.
    var isIn = false
    for _ in 0..<50 where !isIn {
      let again = try await arrive(from: "127.0.0.5")
      isIn = await isHeard(again)
      if !isIn { try await Task.sleep(for: .milliseconds(20)) }
    }
    #expect(isIn)
    await server.close()
  }
}
