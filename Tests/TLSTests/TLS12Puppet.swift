// SPDX-License-Identifier: Apache-2.0
import OpenSSLBackend
import Primitives
import SystemRandom
import TLS
import Wire

/// A peer of TLS 1.2 that has the shared key, knows how everything is done, and does it in
/// whatever order it is told to. It is written from the RFCs a second time, without a state.
final class Puppet {
  typealias Crypto = OpenSSLCrypto

  static let suite = CipherSuite(code: 0x00A8)

  let role: TLSRole
  private var records: RecordLayer<Crypto, SystemRandom, NoObserver>
  private var transcript = Transcript<Crypto>()
  private var clientRandom = Puppet.random(1)
  private var serverRandom = Puppet.random(2)
  private var master: [UInt8] = []
  private var sending: RecordProtection<Crypto>?
  private var receiving: RecordProtection<Crypto>?
  /// Types of the messages that came, 20 also for a change_cipher_spec that came before.
  private(set) var heard: [HandshakeType] = []
  private(set) var received: [UInt8] = []
  private(set) var error: TLSError?

  private static func random(_ byte: UInt8) -> HelloRandom {
    let bytes = [UInt8](repeating: byte, count: 32)
    return HelloRandom(bytes.span)
  }

  init(_ role: TLSRole) {
    self.role = role
    records = RecordLayer(
      role: role, date: PKI.now, now: Instant(nanoseconds: 0), recordSizeLimit: 16_384,
      keyLog: nil, random: SystemRandom(), observer: NoObserver())
  }

  // MARK: Speaking

  func hello(_ change: (inout ClientHello) -> Void = { _ in }) throws {
    var hello = ClientHello(random: clientRandom)
    hello.suites = [Puppet.suite]
    hello.extendedMasterSecret = true
    hello.renegotiationInfo = []
    change(&hello)
    try say(hello.message())
  }

  func answer() throws {
    var hello = ServerHello(random: serverRandom, suite: Puppet.suite)
    hello.extendedMasterSecret = true
    hello.renegotiationInfo = []
    try say(hello.message())
    records.agree(on: .tls12)
  }

  func say(_ message: [UInt8], isCounted: Bool = true) throws {
    if isCounted { try transcript.add(message.span) }
    try records.send(message.span)
  }

  func keys(named identity: [UInt8] = TLS12.identity) throws {
    var keys = ClientKeyExchange()
    keys.identity = identity
    try say(keys.message())
    try deriveKeys()
  }

  func changeCipherSpec() throws { try records.sendChangeCipherSpec() }

  func seal() throws {
    guard let sending = sending.take() else { throw TLSError(.library) }
    try records.protectSending(sending)
  }

  func finished(_ change: (inout [UInt8]) -> Void = { _ in }) throws {
    var message = try Finished(try verifyData(of: role)).message()
    change(&message)
    try say(message)
  }

  func data(_ bytes: [UInt8]) throws {
    records.endHandshake()
    try records.send(applicationData: bytes.span)
  }

  /// change_cipher_spec, the new keys and Finished, as it should be.
  func finish() throws {
    try changeCipherSpec()
    try seal()
    try finished()
  }

  func departing() throws -> [UInt8] {
    try records.flush()
    let count = records.pendingOutput
    return [UInt8](capacity: count) { records.takeOutput(into: &$0) }
  }

  // MARK: Hearing

  func handle(_ bytes: [UInt8]) {
    records.take(bytes.span)
    do throws(TLSError) {
      while try step() {}
    } catch { self.error = self.error ?? error }
  }

  private func step() throws(TLSError) -> Bool {
    switch try records.nextRecord() {
    case .nothing, .closed: return false
    case .changeCipherSpec:
      if let receiving = receiving.take() { try records.protectReceiving(receiving) }
    case .applicationData:
      received += [UInt8](capacity: 16_384) { records.takePlaintext(into: &$0) }
    case .handshake:
      // Our engine cuts no message in two that fits into a record.
      var stream: [UInt8] = []
      for i in 0..<records.content.count { stream.append(records.content[i]) }
      while stream.count >= 4 {
        let length = 4 + (Int(stream[2]) << 8 | Int(stream[3]))
        try take(HandshakeType(code: stream[0]), Array(stream.prefix(length)))
        stream.removeFirst(min(length, stream.count))
      }
    }
    return true
  }

  private func take(_ type: HandshakeType, _ message: [UInt8]) throws(TLSError) {
    heard.append(type)
    let body = Array(message.dropFirst(4))
    do throws(WireError) {
      switch type {
      case .clientHello: clientRandom = try ClientHello(reading: body.span).random
      case .serverHello:
        serverRandom = try ServerHello(reading: body.span).random
        records.agree(on: .tls12)
      default: break
      }
    } catch { throw TLSError(error, by: role.peer, in: type, "RFC 5246, 7.4") }
    try transcript.add(message.span)
    if type == .clientKeyExchange { try deriveKeys() }
  }

  // MARK: Keys

  private func digest() throws(TLSError) -> Digest {
    let nothing: [UInt8] = []
    return try transcript.digest(adding: nothing.span, as: .sha256)
  }

  private func deriveKeys() throws(TLSError) {
    let length: [UInt8] = [0, 16]
    let zeros = [UInt8](repeating: 0, count: 16)
    var premaster = length + zeros + length
    premaster += TLS12.keyBytes()
    let digest = try digest()
    master = try prf(premaster, "extended master secret", digest.bytes, Span(), 48)
    let block = try prf(
      master, "key expansion", serverRandom.bytes, clientRandom.bytes, 2 * 16 + 2 * 4)
    let client = try protection(block[0..<16], block[32..<36])
    let server = try protection(block[16..<32], block[36..<40])
    switch role {
    case .client:
      sending = consume client
      receiving = consume server
    case .server:
      sending = consume server
      receiving = consume client
    }
  }

  private func prf(
    _ secret: [UInt8], _ label: StaticString, _ a: Span<UInt8>, _ b: Span<UInt8>, _ count: Int
  ) throws(TLSError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var out = bytes.mutableSpan
    try TLSHash.sha256.prf(secret.span, label: label, a, b, into: &out, by: Crypto.self)
    return bytes
  }

  private func protection(
    _ key: ArraySlice<UInt8>, _ nonces: ArraySlice<UInt8>
  ) throws(TLSError) -> RecordProtection<Crypto> {
    let (key, nonces) = (Array(key), Array(nonces))
    return try RecordProtection(Puppet.suite, .tls12, key: key.span, nonces: nonces.span)
  }

  private func verifyData(of role: TLSRole) throws(TLSError) -> Digest {
    let digest = try digest()
    let data = try prf(
      master, role == .client ? "client finished" : "server finished", digest.bytes, Span(), 12)
    return Digest(data.span)
  }
}
