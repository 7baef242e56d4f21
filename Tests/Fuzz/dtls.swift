// needs: 02-Wire 03-Primitives 04-Identity 05-Certificates 06-TLS 07-DTLS
// SPDX-License-Identifier: Apache-2.0
import DTLS
import Primitives
import TLS
import Wire

// The parsers first, on the whole input. Then a server with a toy for an engine: for each datagram
// a byte says from whom it comes and how much later, and a byte how long it is.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Span(_unsafeElements: UnsafeBufferPointer(start: start, count: count))
  readAndWrite(input)
  do { try drive(input) } catch { preconditionFailure("\(error)") }
  return 0
}

/// What is read is written again, and must come out as the very bytes that were read.
func readAndWrite(_ input: Span<UInt8>) {
  // What is sound stays so when less is asked of it.
  precondition(!isSound(input, overhead: 16) || isSound(input, overhead: 8), "not monotone")
  do throws(WireError) {
    var reader = Reader(input)
    let record = try RecordHeader(from: &reader)
    var bytes = try [UInt8](capacity: 64) { out throws(WireError) in try record.write(to: &out) }
    precondition(same(bytes, input, at: 0), "not the record that was read")
    let message = try HandshakeHeader(from: &reader)
    bytes = try [UInt8](capacity: 64) { out throws(WireError) in try message.write(to: &out) }
    precondition(same(bytes, input, at: RecordHeader.length), "not the message that was read")
  } catch { precondition(!"\(error)".isEmpty) }
  do throws(WireError) {
    let hello = try ClientHello(input)
    precondition(hello.random.count == 32 && hello.cookie.count <= 255)
  } catch { precondition(!"\(error)".isEmpty) }
}

func same(_ bytes: [UInt8], _ input: Span<UInt8>, at offset: Int) -> Bool {
  for i in bytes.indices where bytes[i] != input[offset + i] { return false }
  return true
}

func drive(_ input: Span<UInt8>) throws {
  var options = DTLSServerOptions()
  options.maximumPeers = 3
  options.maximumHandshakes = 2
  let secret: [UInt8] = [1, 2, 3]
  var server = try DTLSServer<ToyEngine, ToyHash>(ToyEngine(), options, cookieSecret: secret.span)
  var now = Instant(nanoseconds: 0)
  var rest = input
  while rest.count > 2 {
    let peer = PeerAddress(v4: UInt32(rest[0] & 7), port: 1)
    now = now + .seconds(Int(rest[0] >> 3) * 4)
    let size = min(Int(rest[1]), rest.count - 2)
    server.handleTimeout(now: now)
    _ = poll(&server)
    let isKnown = server.isConnected(peer)
    let before = server.count
    server.handle(rest.extracting(2..<(2 + size)), from: peer, now: now)
    let sent = poll(&server)
    precondition(server.count <= options.maximumPeers, "more peers than there is room for")
    if !isKnown, server.count <= before {
      // Toys greet with 8 bytes.
      precondition(sent <= max(size, 8), "more was sent to a stranger than came from him")
    }
    if server.isConnected(peer), rest[0] & 8 == 8 { try? server.send(secret.span, to: peer) }
    if rest[0] & 0x18 == 0x18 { server.close(peer) }
    _ = poll(&server)
    rest = rest.extracting((2 + size)...)
  }
  server.handleTimeout(now: now + .seconds(100_000))
  _ = poll(&server)
  precondition(server.count == 0, "somebody who has been silent for a day is still there")
}

/// Bytes that were sent. Every buffer is tried too small first.
func poll(_ server: inout DTLSServer<ToyEngine, ToyHash>) -> Int {
  var (sent, turns) = (0, 0)
  while true {
    turns += 1
    precondition(turns < 10_000, "it never waits")
    var output = ServerOutput<DTLSServerEvent>.wait(until: nil)
    var size = 0
    for capacity in [4, 512] {
      let bytes = [UInt8](capacity: capacity) { out in output = server.poll(into: &out) }
      size = bytes.count
      guard case .bufferTooSmall = output else { break }
    }
    switch output {
    case .transmit: sent += size
    case .event: break
    case .wait: return sent
    case .bufferTooSmall: preconditionFailure("512 bytes are enough for a toy")
    }
  }
}

/// One byte of sum: the fuzzer can guess a cookie.
struct ToyHash: HashFunction, ~Copyable {
  static var digestLength: Int { 1 }
  static var blockLength: Int { 4 }
  private var sum: UInt8 = 0

  init() throws(CryptoError) {}

  mutating func update(_ message: Span<UInt8>) throws(CryptoError) {
    for i in message.indices { sum = sum &* 31 &+ message[i] }
  }

  mutating func finish(into out: inout OutputSpan<UInt8>) throws(CryptoError) {
    out.append(sum)
    sum = 0
  }
}

struct ToyEngine: DTLSEngine {
  static var name: StaticString { "toy" }
  static var versions: ClosedRange<TLSVersion> { .tls12 ... .tls12 }
  static var datagramVersions: ClosedRange<TLSVersion> { .dtls12 ... .dtls12 }

  init() {}
  init(_ configuration: borrowing TLSConfiguration, role: TLSRole) throws(TLSError) {}
  func makeChannel(resuming session: TLSSession?) throws(TLSError) -> ToyChannel { ToyChannel() }
  func connect(now: Instant) throws(TLSError) -> ToyChannel { ToyChannel() }
  func accept(now: Instant) throws(TLSError) -> ToyChannel { ToyChannel() }
}

/// Connected with its second datagram; says what it hears; ends with a first byte of 21, and fails
/// with one of 0xFF.
struct ToyChannel: SecureChannel, ~Copyable {
  private var heard = 0
  private var outbox: [[UInt8]] = []
  private var events: [ChannelEvent] = []
  private var isOver = false

  mutating func handle(_ bytes: Span<UInt8>, now: Instant) throws(TLSError) {
    guard !isOver else { return }
    heard += 1
    if bytes.count > 0, bytes[0] == 0xFF { throw TLSError(.notConnected, peer: .client) }
    if heard == 1 { outbox.append([UInt8](repeating: 7, count: 8)) }
    if heard == 2 {
      events.append(
        .connected(
          NegotiatedParameters(
            version: .dtls12, suite: CipherSuite(code: 0xC0A8), applicationProtocol: [],
            peerCertificate: [])))
    } else if bytes.count > 0, bytes[0] == 21 {
      isOver = true
      events.append(.closed)
    } else if heard > 2 {
      events.append(.applicationData)
    }
  }

  mutating func handleTimeout(now: Instant) throws(TLSError) {
    if heard > 90 { throw TLSError(.noAnswer, peer: .client) }
  }

  mutating func poll(into out: inout OutputSpan<UInt8>) -> Output<ChannelEvent> {
    if let bytes = outbox.first {
      guard out.freeCapacity >= bytes.count else { return .bufferTooSmall(needed: bytes.count) }
      for byte in bytes { out.append(byte) }
      outbox.removeFirst()
      return .transmit
    }
    if !events.isEmpty { return .event(events.removeFirst()) }
    return .wait(until: nil)
  }

  mutating func send(_ plaintext: Span<UInt8>) throws(TLSError) { outbox.append([1, 2, 3]) }
  mutating func close() throws(TLSError) { isOver = true }
  mutating func handleEnd() throws(TLSError) {}
}
