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
  private var clientRandom = HelloRandom([UInt8](repeating: 1, count: 32).span)
  private var serverRandom = HelloRandom([UInt8](repeating: 2, count: 32).span)
  private var master: Secret?
  private var sending: RecordProtection<Crypto>?
  private var receiving: RecordProtection<Crypto>?
  /// Types of the messages that came, 20 also for a change_cipher_spec that came before.
  private(set) var heard: [HandshakeType] = []
  private(set) var received: [UInt8] = []
  private(set) var error: TLSError?

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

  func data(_ bytes: [UInt8]) throws { try records.send(applicationData: bytes.span) }

  /// change_cipher_spec, the new keys and Finished, as it should be.
  func finish() throws {
    try changeCipherSpec()
    try seal()
    try finished()
  }

  func departing() throws -> [UInt8] {
    try records.flush()
    return [UInt8](capacity: records.pendingOutput) { records.takeOutput(into: &$0) }
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
      let room = records.content.count
      received += [UInt8](capacity: max(room, 16_384)) { records.takePlaintext(into: &$0) }
    case .handshake:
      var inbox = HandshakeInbox()
      try inbox.append(records.content, from: role.peer)
      while let (type, bytes) = try Puppet.next(&inbox, from: role.peer) {
        try take(type, bytes)
      }
    }
    return true
  }

  private static func next(
    _ inbox: inout HandshakeInbox, from peer: TLSRole
  ) throws(TLSError) -> (HandshakeType, [UInt8])? {
    guard let message = inbox.message else { return nil }
    let bytes = message.bytes.indices.map { message.bytes[$0] }
    let type = message.type
    try inbox.drop(from: peer)
    return (type, bytes)
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
    } catch { throw TLSError(.malformedMessage, by: role.peer, in: type, "test") }
    try transcript.add(message.span)
    if type == .clientKeyExchange { try deriveKeys() }
  }

  // MARK: Keys

  private func digest() throws(TLSError) -> Digest {
    try transcript.digest(adding: [UInt8]().span, as: .sha256)
  }

  private func deriveKeys() throws(TLSError) {
    let key = TLS12.key()
    let length = [0, UInt8(key.key.count)]
    let zeros = [UInt8](repeating: 0, count: key.key.count)
    let premaster = length + zeros + length + key.key.bytes.indices.map { key.key.bytes[$0] }
    let master = try Keys12<Crypto>.masterSecret(
      premaster: premaster.span, sessionHash: digest(), .sha256, &records)
    let copy = master.copy()
    let both = try Keys12<Crypto>.protections(
      master: copy.bytes, clientRandom: clientRandom.bytes, serverRandom: serverRandom.bytes,
      Puppet.suite, &records)
    self.master = consume master
    switch role {
    case .client:
      sending = both.client
      receiving = both.server
    case .server:
      sending = both.server
      receiving = both.client
    }
  }

  private func verifyData(of role: TLSRole) throws(TLSError) -> Digest {
    guard let master = master.take() else { throw TLSError(.library) }
    let data = try Keys12<Crypto>.verifyData(
      of: role, master: master.bytes, over: digest(), .sha256, &records)
    self.master = consume master
    return data
  }
}
