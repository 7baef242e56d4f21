// SPDX-License-Identifier: Apache-2.0
import Constrained
import DTLS
import Foundation
import OpenSSLBackend
import TLS
import TestSupport
import Testing
import Wire

/// Whole handshakes in virtual time, each library with each.
struct HandshakeTests {
  @Test(arguments: libraryPairs, Mode.allCases)
  func bothSidesAgreeAndReadingsPass(
    libraries: (client: Library, server: Library), mode: Mode
  ) throws {
    struct Work: WithEngines {
      var mode: Mode

      func run<Client: DTLSEngine, Server: DTLSEngine>(_: Client.Type, _: Server.Type) throws {
        let client = try Client(try configuration(mode, .client), role: .client)
        let server = try Server(try configuration(mode, .server), role: .server)
        var pair = Pair(
          client: try client.connect(now: start), server: try OnePeer(server), over: .udp, .wifi,
          seed: 1)
        var wasSent = false
        var wasAnswered = false
        let outcome = pair.drive(until: moment(60_000)) { pair in
          if !wasSent, clientParameters(pair.client) != nil {
            wasSent = true
            try! pair.client.machine.send(Array("21.5".utf8).span)
          }
          let arrived = pair.server.said.contains { $0.event == .applicationData }
          if !wasAnswered, arrived {
            wasAnswered = true
            try! pair.server.machine.server.send(
              Array("thanks".utf8).span, to: OnePeer<Server>.peer)
          }
          return pair.client.said.contains { $0.event == .applicationData }
        }
        #expect(outcome == .stopped)
        let agreed = (clientParameters(pair.client), serverParameters(pair.server))
        guard case (let ours?, let theirs?) = agreed else {
          Issue.record("not both are connected")
          return
        }
        #expect(ours.version == .dtls12 && theirs.version == .dtls12)
        #expect(ours.suite == mode.suite && theirs.suite == mode.suite)
        #expect(theirs.identity == (mode.isPSK ? identity : []))
        #expect(ours.identity == theirs.identity)
        let cast = try Cast.shared.get()
        #expect(theirs.peerCertificate == (mode.isPSK ? [] : cast.device))
        #expect(ours.peerCertificate == (mode.isPSK ? [] : cast.server))
        let reading = pair.server.said.first { $0.event == .applicationData }
        #expect(reading?.bytes == Array("21.5".utf8))
        let answer = pair.client.said.first { $0.event == .applicationData }
        #expect(answer?.bytes == Array("thanks".utf8))
        // The first flight asks in vain, the gate answers, and nothing was lost.
        #expect(pair.server.machine.server.counters.verifying == 1)
        #expect(pair.server.machine.server.counters.accepted == 1)
      }
    }
    try withEngines(libraries.client, libraries.server, Work(mode: mode))
  }

  /// THINGS_EXTENDED asks for 1,000 seeds.
  @Test(arguments: libraryPairs, Mode.allCases)
  func everyHandshakeEndsThoughAFifthIsLost(
    libraries: (client: Library, server: Library), mode: Mode
  ) throws {
    struct Work: WithEngines {
      var mode: Mode

      func run<Client: DTLSEngine, Server: DTLSEngine>(_: Client.Type, _: Server.Type) throws {
        let isExtended = ProcessInfo.processInfo.environment["THINGS_EXTENDED"] != nil
        let client = try Client(try configuration(mode, .client), role: .client)
        let server = try Server(try configuration(mode, .server), role: .server)
        var connected = 0
        let seeds: UInt64 = isExtended ? 1000 : 8
        for seed in 0..<seeds {
          var pair = Pair(
            client: try client.connect(now: start), server: try OnePeer(server), over: .udp,
            .lteM.losing(percent: 20), seed: seed)
          let outcome = pair.drive(until: moment(600_000)) { pair in
            clientParameters(pair.client) != nil && serverParameters(pair.server) != nil
              || pair.client.failure != nil
          }
          switch outcome {
          case .stopped where pair.client.failure == nil: connected += 1
          case .stopped:
            #expect(pair.client.failure?.error.cause == .noAnswer, "seed \(seed)")
          default: Issue.record("seed \(seed): \(outcome)")
          }
        }
        #expect(connected * 10 >= Int(seeds) * 9)
      }
    }
    try withEngines(libraries.client, libraries.server, Work(mode: mode))
  }
}
