// SPDX-License-Identifier: Apache-2.0
import BookEngine
import Foundation
import Network
import OpenSSLBackend
import Primitives
import ProgramSupport
import TLS
import TestSupport
import Testing
import Wire

private typealias Book = BookEngine<OpenSSLCrypto>

/// A peer may say goodbye in the same breath as its question (RFC 8446, 6.1).
@Suite("A goodbye ends one direction", .timeLimit(.minutes(5)))
struct EarlyGoodbyeTests {
  static func configuration() -> TLSConfiguration {
    var configuration = TLSConfiguration()
    configuration.preSharedKeys = [
      PreSharedKey(identity: [1], key: Secret(copying: [UInt8](repeating: 2, count: 32).span))
    ]
    return configuration
  }

  private let held = Held()

  /// Serves one client, and returns when the server is done with it.
  private func serve<Engine: TLSEngine>(
    _: Engine.Type = Book.self, times: Int, _ work: (_ port: Int) async throws -> Void
  ) async throws {
    let engine = try Engine(Self.configuration(), role: .server)
    let server = try await TCP.serve(port: 0, through: engine) { _, _ in
    } machine: { _ in
      Generous(times: times)
    }
    let ending = Task {
      for await arrival in server.connections {
        for try await _ in try arrival.get().deliveries {}
        return
      }
    }
    try await work(server.port)
    try await ending.value
    await server.close()
  }

  func echo<Engine: TLSEngine>(_: Engine.Type) async throws {
    let question = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
    try await serve(Engine.self, times: 1) { port in
      let client = try await TCP.connect(
        to: "127.0.0.1", port: port, through: try Engine(Self.configuration(), role: .client)
      ) { Generous(times: 0) }
      try await client.perform { pipe, _ in pipe.say(question) }
      try await client.finish()
      var answer = [UInt8]()
      for try await delivery in client.deliveries { answer += delivery.bytes.readableBytesView }
      expectSame(answer, question)
    }
  }

  @Test("and the whole answer comes in the other, through each engine")
  func wholeAnswer() async throws {
    for _ in 0..<5 {
      try await echo(Book.self)
      try await echo(OpenSSLEngine.self)
    }
  }

  @Test("and with it may end its half of the socket")
  func halfSocket() async throws {
    try await serve(times: 300_000) { port in
      let client = try ClientByHand(Self.configuration(), port)
      try client.connect()
      try client.say([7])
      client.endSending()
      try client.listen()
      expectSame(client.heard, [UInt8](repeating: 7, count: 300_000))
      #expect(client.isClosed)
    }
  }

  @Test("but who cuts off the socket without one may be somebody else")
  func cut() async throws {
    await #expect(throws: TLSError.self) {
      try await serve(times: 1) { port in
        let client = try ClientByHand(Self.configuration(), port)
        try client.connect()
        client.endSending()
        #expect(throws: TLSError.self) { try client.listen() }
        #expect(!client.isClosed)
      }
    }
  }

  @Test("and who then takes nothing is not waited for without end")
  func deaf() async throws {
    // More than the two ends' sockets hold.
    try await serve(times: 32_000_000) { port in
      let client = try ClientByHand(Self.configuration(), port)
      try client.connect()
      try client.say([7])
      await held.hold(client)
    }
  }
}

/// Keeps a connection open.
private actor Held {
  private var clients: [ClientByHand] = []
  func hold(_ client: sending ClientByHand) { clients.append(client) }
}

/// A client whose socket and whose TLS a test moves itself.
private final class ClientByHand {
  private let socket: RawPeer
  private var channel: Book.Channel
  private(set) var heard: [UInt8] = []
  private(set) var isConnected = false
  private(set) var isClosed = false

  init(_ configuration: borrowing TLSConfiguration, _ port: Int) throws {
    socket = try RawPeer(to: port)
    channel = try Book(configuration, role: .client).makeChannel()
  }

  func connect() throws {
    pump()
    while !isConnected { try hear() }
  }

  /// Something, and goodbye.
  func say(_ bytes: [UInt8]) throws {
    try channel.send(bytes.span)
    try channel.close()
    pump()
  }

  func endSending() { socket.endSending() }

  /// Until the server has ended.
  func listen() throws { while try hear() {} }

  /// Whether there was anything.
  @discardableResult private func hear() throws -> Bool {
    guard let bytes = socket.read() else { throw POSIXError(.ETIMEDOUT) }
    if bytes.isEmpty { try channel.handleEnd() }
    try channel.handle(bytes.span, now: Instant(nanoseconds: 0))
    pump()
    return !bytes.isEmpty
  }

  private func pump() {
    while true {
      var output = Output<ChannelEvent>.wait(until: nil)
      let piece = [UInt8](capacity: 20_000) { output = channel.poll(into: &$0) }
      switch output {
      case .transmit: socket.send(piece)
      case .event(.connected): isConnected = true
      case .event(.applicationData): heard += piece
      case .event(.closed): isClosed = true
      case .event, .bufferTooSmall: break
      case .wait: return
      }
    }
  }
}
