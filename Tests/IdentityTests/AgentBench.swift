// SPDX-License-Identifier: Apache-2.0
import Identity
import KeyStoreContract
import OpenSSLBackend
import Primitives
import TestSupport
import Testing
import Wire

/// A store that several may hold, as only a test's may be.
final class Shared<Store: KeyStore & ~Copyable> {
  var store: Store

  init(_ store: consuming Store) { self.store = store }
}

struct Handle<Store: KeyStore & ~Copyable>: KeyStore, ~Copyable {
  let shared: Shared<Store>

  mutating func generate(_ algorithm: KeyAlgorithm, as label: KeyLabel) throws(KeyStoreError) {
    try shared.store.generate(algorithm, as: label)
  }
  mutating func wrappingKey() throws(KeyStoreError) -> [UInt8] { try shared.store.wrappingKey() }
  mutating func inject(_ wrapped: Span<UInt8>, as label: KeyLabel) throws(KeyStoreError) {
    try shared.store.inject(wrapped, as: label)
  }
  mutating func list() throws(KeyStoreError) -> [KeyEntry] { try shared.store.list() }
  mutating func publicKey(of label: KeyLabel) throws(KeyStoreError) -> [UInt8] {
    try shared.store.publicKey(of: label)
  }
  mutating func sign(
    _ message: Span<UInt8>, with label: KeyLabel, into out: inout OutputSpan<UInt8>
  ) throws(KeyStoreError) {
    try shared.store.sign(message, with: label, into: &out)
  }
  mutating func agree(
    _ label: KeyLabel, with publicKey: Span<UInt8>
  ) throws(KeyStoreError) -> Secret {
    try shared.store.agree(label, with: publicKey)
  }
  mutating func destroy(_ label: KeyLabel) throws(KeyStoreError) {
    try shared.store.destroy(label)
  }
}

/// An agent, one connection to it, a clock, and whatever goes wrong between them.
final class AgentBench<Store: KeyStore & ~Copyable> {
  let shared: Shared<Store>
  var agent: KeyAgent<Handle<Store>>
  var connection: AgentConnection
  var fault: AgentFault?
  var now = Instant(nanoseconds: 1_000_000_000_000)
  /// Whom the system tells the agent of.
  var seen = AgentCaller(user: 1000, process: 77)
  /// Bytes on their way back, in pieces of this many.
  var answers: [UInt8] = []
  var piece = Int.max
  var isDead = false
  /// The agent says nothing any more.
  var isMute = false
  /// Changes what the agent has answered.
  var mend: ([UInt8]) -> [UInt8] = { $0 }
  var sent: [[UInt8]] = []

  init(_ store: consuming Store, users: [UInt32] = [1000], limits: AgentLimits = .generous) throws {
    let shared = Shared(store)
    self.shared = shared
    agent = try KeyAgent(Handle(shared: shared), serving: users, limits: limits)
    connection = AgentConnection(limits: limits)
  }

  /// As its owner does after a change.
  func restart(users: [UInt32] = [1000], limits: AgentLimits = .generous) throws(KeyStoreError) {
    agent = try KeyAgent(Handle(shared: shared), serving: users, limits: limits)
  }

  func handle(_ bytes: [UInt8]) {
    do throws(AgentFault) {
      try connection.handle(bytes.span, now: now)
      serve()
    } catch {
      fault = error
      isDead = true
    }
  }

  private func serve() {
    while true {
      var output = Output<AgentConnection.Event>.wait(until: nil)
      let bytes = [UInt8](capacity: 4096) { out in output = connection.poll(into: &out) }
      switch output {
      case .transmit: answers += mend(bytes)
      case .event(.asked(let request)):
        let response = agent.answer(request, from: seen, now: now)
        do throws(WireError) { try connection.answer(response) } catch {
          Issue.record("\(error)")
          return
        }
      default: return
      }
    }
  }
}

extension AgentLimits {
  static var generous: AgentLimits {
    var limits = AgentLimits()
    limits.burst = 1_000_000
    return limits
  }
}

struct BenchLine<Store: KeyStore & ~Copyable>: AgentLine, ~Copyable {
  let bench: AgentBench<Store>
  let caller = AgentCaller(user: 1000, process: 77)
  var now: Instant { bench.now }

  mutating func send(_ bytes: Span<UInt8>) throws(KeyStoreError) {
    guard !bench.isDead else { throw .unreachable }
    let frame = bytes.array
    bench.sent.append(frame)
    if !bench.isMute { bench.handle(frame) }
  }

  mutating func receive(
    into bytes: inout MutableSpan<UInt8>, until deadline: Instant?
  ) throws(KeyStoreError) -> Int {
    guard !bench.answers.isEmpty else {
      guard !bench.isDead, let deadline else { throw .unreachable }
      bench.now = deadline
      return 0
    }
    let count = min(bytes.count, bench.piece, bench.answers.count)
    for i in 0..<count { bytes[i] = bench.answers[i] }
    bench.answers.removeFirst(count)
    return count
  }
}

typealias BenchStore<Crypto: CryptoProvider> = RemoteStore<
  Crypto, BenchLine<MemoryStore<Crypto>>
>

extension AgentBench where Store: ~Copyable {
  func remote<Crypto: CryptoProvider>(
    pinned key: [UInt8]? = nil, seed: UInt64 = 5, _: Crypto.Type = OpenSSLCrypto.self
  ) throws(KeyStoreError) -> RemoteStore<Crypto, BenchLine<Store>> {
    var random = SeededRandom(seed: seed)
    guard let key else { return try RemoteStore(pairing: BenchLine(bench: self), using: &random) }
    return try RemoteStore(BenchLine(bench: self), agentKey: key, using: &random)
  }
}

extension Span where Element == UInt8 {
  var array: [UInt8] {
    [UInt8](capacity: count) { out in for i in indices { out.append(self[i]) } }
  }
}

func memoryStore(seed: UInt64 = 1) throws -> MemoryStore<OpenSSLCrypto> {
  try MemoryStore<OpenSSLCrypto>(on: Flash(), seed: seed)
}
