// SPDX-License-Identifier: Apache-2.0
import Constrained
import DTLS
import MbedTLSBackend
import OpenSSLBackend
import TLS
import TestSupport
import Testing
import Wire

/// A `DTLSServer` with one peer, as the virtual network wants its machines.
struct OnePeer<Engine: DTLSEngine>: Machine, ~Copyable {
  typealias Event = DTLSServerEvent
  typealias Failure = Never
  static var peer: PeerAddress { PeerAddress(v4: 0xC000_0207, port: 49_152) }

  var server: DTLSServer<Engine, OpenSSLCrypto.SHA256>
  var sentElsewhere = 0

  init(_ engine: Engine) throws {
    server = try DTLSServer(engine, cookieSecret: [UInt8](repeating: 3, count: 32).span)
  }

  mutating func handle(_ bytes: Span<UInt8>, now: Instant) {
    server.handle(bytes, from: Self.peer, now: now)
  }

  mutating func handleTimeout(now: Instant) { server.handleTimeout(now: now) }

  mutating func poll(into out: inout OutputSpan<UInt8>) -> Output<DTLSServerEvent> {
    switch server.poll(into: &out) {
    case .transmit(let peer):
      if peer != Self.peer { sentElsewhere += 1 }
      return .transmit
    case .event(_, let event): return .event(event)
    case .wait(let until): return .wait(until: until)
    case .bufferTooSmall(let needed): return .bufferTooSmall(needed: needed)
    }
  }
}

/// Something to do with two engines, whichever they are.
protocol WithEngines {
  func run<Client: DTLSEngine, Server: DTLSEngine>(_: Client.Type, _: Server.Type) throws
}

func withEngines(_ client: Library, _ server: Library, _ work: some WithEngines) throws {
  switch (client, server) {
  case (.openssl, .openssl): try work.run(OpenSSLEngine.self, OpenSSLEngine.self)
  case (.openssl, .mbedtls): try work.run(OpenSSLEngine.self, MbedTLSEngine.self)
  case (.mbedtls, .openssl): try work.run(MbedTLSEngine.self, OpenSSLEngine.self)
  case (.mbedtls, .mbedtls): try work.run(MbedTLSEngine.self, MbedTLSEngine.self)
  }
}

let start = Instant(nanoseconds: 0)

func moment(_ milliseconds: UInt64) -> Instant { start + .milliseconds(milliseconds) }

func clientParameters<M: ~Copyable>(
  _ endpoint: borrowing Endpoint<M>
) -> NegotiatedParameters? where M: Machine, M.Event == ChannelEvent {
  for said in endpoint.said {
    if case .connected(let parameters) = said.event { return parameters }
  }
  return nil
}

func serverParameters<M: ~Copyable>(
  _ endpoint: borrowing Endpoint<M>
) -> NegotiatedParameters? where M: Machine, M.Event == DTLSServerEvent {
  for said in endpoint.said {
    if case .connected(let parameters) = said.event { return parameters }
  }
  return nil
}
