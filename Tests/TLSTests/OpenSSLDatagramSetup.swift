// SPDX-License-Identifier: Apache-2.0
import Constrained
import DTLS
import OpenSSLBackend
import Primitives
import TLS
import TestSupport
import Testing
import Wire

/// What the tests of OpenSSL's datagrams have in common.
enum Datagrams {
  static func configuration(
    _ role: TLSRole, _ suites: [UInt16] = [], change: (inout DatagramOptions) -> Void = { _ in }
  ) throws -> TLSConfiguration {
    let setup = try role == .client ? Setup.client() : Setup.server()
    var configuration = setup.with(\.suites, suites).configuration
    configuration.transport = over(change)
    return configuration
  }

  static func shared(
    _ keys: [PreSharedKey] = [key()], _ suites: [UInt16] = [],
    change: (inout DatagramOptions) -> Void = { _ in }
  ) -> TLSConfiguration {
    var configuration = TLSConfiguration()
    configuration.preSharedKeys = keys
    configuration.suites = suites.map(CipherSuite.init(code:))
    configuration.transport = over(change)
    return configuration
  }

  static func over(_ change: (inout DatagramOptions) -> Void) -> TLS.Transport {
    var options = DatagramOptions()
    change(&options)
    return .datagrams(options)
  }

  /// Sixteen bytes that both sides know, unless a test says otherwise.
  static func key(_ identity: String = "sensor-7", seed: UInt64 = 7) -> PreSharedKey {
    var random = SeededRandom(seed: seed)
    let bytes = random.bytes(16)
    return PreSharedKey(identity: Array(identity.utf8), key: Secret(copying: bytes.span))
  }

  static let cookie: [UInt8] = Array("a cookie of the test".utf8)

  /// Ten milliseconds each way, and nothing lost.
  static var quick: Profile {
    let link = Constrained.Link(
      rate: 10_000_000, delay: .milliseconds(10), mtu: 20_000,
      framing: Framing(payload: 20_000, overhead: 0))
    return Profile(up: link, down: link)
  }
}

/// The cookie exchange of the tests: stateless, and as short as can be. Chapter 7 has the real one.
struct GatedServer: Machine, ~Copyable {
  typealias Event = ChannelEvent
  typealias Failure = TLSError

  let engine: OpenSSLEngine
  var channel: OpenSSLChannel?
  var outbox: [[UInt8]] = []
  /// How many hellos without a cookie came.
  var questions = 0

  init(_ engine: OpenSSLEngine) { self.engine = engine }

  mutating func handle(_ bytes: Span<UInt8>, now: Instant) throws(TLSError) {
    guard channel == nil else {
      try channel?.handle(bytes, now: now)
      return
    }
    guard bytes.count > 61, bytes[0] == 22, bytes[13] == 1 else { return }
    let length = Int(bytes[60 + Int(bytes[59])])
    if length > 0 {
      channel = try engine.accept(now: now)
      try channel?.handle(bytes, now: now)
    } else {
      questions += 1
      outbox.append(Self.helloVerifyRequest(to: bytes))
    }
  }

  /// RFC 6347, 4.2.1: record and message number are the hello's.
  static func helloVerifyRequest(to hello: Span<UInt8>) -> [UInt8] {
    let cookie = Datagrams.cookie
    let body: [UInt8] = [0xFE, 0xFF, UInt8(cookie.count)] + cookie
    let length: [UInt8] = [0, 0, UInt8(body.count)]
    let message = [3] + length + [0, 0] + [0, 0, 0] + length + body
    let sequence = (3..<11).map { hello[$0] }
    return [22, 0xFE, 0xFF] + sequence + [0, UInt8(message.count)] + message
  }

  mutating func handleTimeout(now: Instant) throws(TLSError) {
    try channel?.handleTimeout(now: now)
  }

  mutating func send(_ bytes: Span<UInt8>) throws(TLSError) { try channel?.send(bytes) }

  mutating func close() throws(TLSError) { try channel?.close() }

  mutating func poll(into out: inout OutputSpan<UInt8>) -> Output<ChannelEvent> {
    if let first = outbox.first {
      guard out.freeCapacity >= first.count else {
        return .bufferTooSmall(needed: first.count)
      }
      for byte in first { out.append(byte) }
      outbox.removeFirst()
      return .transmit
    }
    return channel?.poll(into: &out) ?? .wait(until: nil)
  }
}

/// Somebody on the path who adds datagrams of his own, and changes none.
struct Meddler<Inner: Machine & ~Copyable>: Machine, ~Copyable
where Inner.Event == ChannelEvent, Inner.Failure == TLSError {
  typealias Event = ChannelEvent
  typealias Failure = TLSError
  /// What he makes of a datagram that he sees, and of those before it.
  typealias Forgery = (_ seen: [[UInt8]], inout SeededRandom) -> [[UInt8]]

  var inner: Inner
  /// Delivered before the datagram itself, and after it.
  var before: Forgery?
  var after: Forgery?
  var seen: [[UInt8]] = []
  var random: SeededRandom

  init(_ inner: consuming Inner, seed: UInt64) {
    self.inner = inner
    random = SeededRandom(seed: seed)
  }

  mutating func handle(_ bytes: Span<UInt8>, now: Instant) throws(TLSError) {
    seen.append(bytes.indices.map { bytes[$0] })
    for forged in before?(seen, &random) ?? [] { try inner.handle(forged.span, now: now) }
    try inner.handle(bytes, now: now)
    for forged in after?(seen, &random) ?? [] { try inner.handle(forged.span, now: now) }
  }

  mutating func handleTimeout(now: Instant) throws(TLSError) {
    try inner.handleTimeout(now: now)
  }

  mutating func poll(into out: inout OutputSpan<UInt8>) -> Output<ChannelEvent> {
    inner.poll(into: &out)
  }
}

/// A client and a server over a link in virtual time; before the server is the cookie's gate.
final class Meeting {
  var pair: Pair<Meddler<OpenSSLChannel>, Meddler<GatedServer>>

  init(
    _ client: borrowing TLSConfiguration, _ server: borrowing TLSConfiguration,
    over profile: Profile = Datagrams.quick, seed: UInt64 = 1
  ) throws {
    let channel = try OpenSSLEngine(client, role: .client).connect(now: Instant(nanoseconds: 0))
    let gate = GatedServer(try OpenSSLEngine(server, role: .server))
    pair = Pair(
      client: Meddler(channel, seed: seed), server: Meddler(gate, seed: seed), over: .udp,
      profile, seed: seed)
  }

  /// What one side has told its application.
  struct Side {
    var connected: NegotiatedParameters?
    /// The messages that arrived, each for itself.
    var messages: [[UInt8]]
    var isClosed: Bool
    var error: TLSError?
    var failed: Instant?

    init<M: Machine & ~Copyable>(_ end: borrowing Constrained.Endpoint<M>)
    where M.Event == ChannelEvent, M.Failure == TLSError {
      for case .connected(let parameters) in end.said.map(\.event) { connected = parameters }
      messages = end.said.filter { $0.event == .applicationData }.map(\.bytes)
      isClosed = end.said.contains { $0.event == .closed }
      error = end.failure?.error
      failed = end.failure?.at
    }
  }

  var client: Side { Side(pair.client) }
  var server: Side { Side(pair.server) }
  var packets: [Trace.Packet] { pair.trace.packets }
  var now: Instant { pair.now }

  /// Until both are connected, or nothing happens any more.
  @discardableResult
  func connect(within limit: Wire.Duration = .seconds(3_600)) -> Outcome {
    pair.drive(until: pair.now + limit) {
      Side($0.client).connected != nil && Side($0.server).connected != nil
    }
  }

  func settle(for limit: Wire.Duration = .seconds(3_600)) {
    _ = pair.drive(until: pair.now + limit)
  }

  /// Both sides with nothing left to send or to wait for, and what was said before forgotten.
  static func connected(
    _ client: borrowing TLSConfiguration, _ server: borrowing TLSConfiguration,
    over profile: Profile = Datagrams.quick
  ) throws -> Meeting {
    let meeting = try Meeting(client, server, over: profile)
    meeting.settle()
    #expect(meeting.client.connected != nil && meeting.server.connected != nil)
    return meeting
  }

  /// A command for the client's channel, or for the server's; the first error is thrown.
  func client<R>(_ command: (inout OpenSSLChannel) throws -> R) rethrows -> R {
    try command(&pair.client.machine.inner)
  }

  func server<R>(_ command: (inout GatedServer) throws -> R) rethrows -> R {
    try command(&pair.server.machine.inner)
  }
}

extension OpenSSLChannel {
  /// A copy that lives as long as the call, which a literal's span does not.
  mutating func send(bytes: [UInt8]) throws(TLSError) { try send(bytes.span) }
}

extension GatedServer {
  mutating func send(bytes: [UInt8]) throws(TLSError) { try send(bytes.span) }
}
