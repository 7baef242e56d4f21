// SPDX-License-Identifier: Apache-2.0
import DTLS
import OpenSSLBackend
import TLS
import Wire

/// A DTLS server with its gate and its table, as one client sees it: a channel like any other.
struct GatedChannel<Engine: DTLSEngine>: SecureChannel, ~Copyable {
  typealias Event = ChannelEvent
  typealias Failure = TLSError

  private var server: DTLSServer<Engine, OpenSSLCrypto.SHA256>
  private let peer = PeerAddress(v4: 0xC000_0207, port: 49_152)

  init(_ engine: Engine) throws {
    server = try DTLSServer(engine, cookieSecret: [UInt8](repeating: 1, count: 32).span)
  }

  mutating func handle(_ bytes: Span<UInt8>, now: Instant) throws(TLSError) {
    server.handle(bytes, from: peer, now: now)
  }

  mutating func handleTimeout(now: Instant) throws(TLSError) { server.handleTimeout(now: now) }

  mutating func send(_ plaintext: Span<UInt8>) throws(TLSError) {
    try server.send(plaintext, to: peer)
  }

  mutating func close() throws(TLSError) { server.close(peer) }

  mutating func handleEnd() throws(TLSError) {}

  mutating func poll(into out: inout OutputSpan<UInt8>) -> Output<ChannelEvent> {
    while true {
      switch server.poll(into: &out) {
      case .transmit: return .transmit
      case .event(_, .connected(let parameters)): return .event(.connected(parameters))
      case .event(_, .applicationData): return .event(.applicationData)
      case .event(_, .closed): return .event(.closed)
      // Another attempt of the client may still succeed.
      case .event(_, .failed): continue
      case .wait(let until): return .wait(until: until)
      case .bufferTooSmall(let needed): return .bufferTooSmall(needed: needed)
      }
    }
  }
}
