// SPDX-License-Identifier: Apache-2.0
import BookEngine
import OpenSSLBackend
import Primitives
import SystemRandom
import TLS
import Testing
import Wire

/// One side of the book's own TLS, with the verbs that only it has.
final class PairedPeer {
  typealias Crypto = OpenSSLCrypto
  typealias Channel = TLSChannel<Crypto, SystemRandom, NoObserver>

  var channel: Channel
  private(set) var connected: NegotiatedParameters?
  private(set) var received: [UInt8] = []
  private(set) var early: [UInt8] = []
  private(set) var sessions: [TLSSession] = []
  private(set) var isClosed = false
  private(set) var error: TLSError?

  init(_ engine: BookEngine<Crypto>, resuming session: TLSSession? = nil) throws {
    channel = try engine.makeChannel(resuming: session)
  }

  func trying(_ verb: (inout Channel) throws(TLSError) -> Void) {
    do throws(TLSError) { try verb(&channel) } catch { self.error = self.error ?? error }
  }

  func handle(_ bytes: [UInt8]) {
    trying { channel throws(TLSError) in
      try channel.handle(bytes.span, now: Instant(nanoseconds: 0))
    }
  }

  func departing() -> [UInt8] {
    var departing: [UInt8] = []
    while true {
      var output = Output<ChannelEvent>.wait(until: nil)
      let piece = [UInt8](capacity: 20_000) { output = channel.poll(into: &$0) }
      switch output {
      case .transmit: departing += piece
      case .event(.connected(let parameters)): connected = parameters
      case .event(.applicationData): received += piece
      case .event(.earlyData): early += piece
      case .event(.session(let session)): sessions.append(session)
      case .event(.closed): isClosed = true
      case .bufferTooSmall, .wait: return departing
      }
    }
  }
}

/// A client and a server of the book.
struct BookPair {
  let client, server: PairedPeer

  init(
    _ client: BookEngine<OpenSSLCrypto>, _ server: BookEngine<OpenSSLCrypto>,
    resuming session: TLSSession? = nil
  ) throws {
    self.client = try PairedPeer(client, resuming: session)
    self.server = try PairedPeer(server)
  }

  func settle() {
    while true {
      let (up, down) = (client.departing(), server.departing())
      if up.isEmpty && down.isEmpty { return }
      server.handle(up)
      client.handle(down)
    }
  }

  func expectConnected(sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(client.error == nil && server.error == nil, sourceLocation: sourceLocation)
    #expect(
      client.connected != nil && server.connected != nil, sourceLocation: sourceLocation)
  }

  /// Two engines that know each other, changed as a test wants.
  static func engines(
    _ changeClient: (inout TLSConfiguration) -> Void = { _ in },
    server changeServer: (inout TLSConfiguration) -> Void = { _ in }
  ) throws -> (client: BookEngine<OpenSSLCrypto>, server: BookEngine<OpenSSLCrypto>) {
    var client = try Setup.client().configuration
    var server = try Setup.server().configuration
    client.versions = .tls13 ... .tls13
    server.versions = .tls13 ... .tls13
    changeClient(&client)
    changeServer(&server)
    return (
      try BookEngine(client, role: .client), try BookEngine(server, role: .server)
    )
  }

  /// The same that share a key and no certificate.
  static func sharedKeyEngines(
    _ change: (inout TLSConfiguration) -> Void = { _ in }
  ) throws -> (client: BookEngine<OpenSSLCrypto>, server: BookEngine<OpenSSLCrypto>) {
    func configuration() -> TLSConfiguration {
      var configuration = TLSConfiguration()
      let key = [UInt8](repeating: 7, count: 32)
      configuration.preSharedKeys = [
        PreSharedKey(identity: Array("sensor-7".utf8), key: Secret(copying: key.span))
      ]
      configuration.versions = .tls13 ... .tls13
      change(&configuration)
      return configuration
    }
    return (
      try BookEngine(configuration(), role: .client),
      try BookEngine(configuration(), role: .server)
    )
  }
}

typealias BookEngineOverOpenSSL = BookEngine<OpenSSLCrypto>
