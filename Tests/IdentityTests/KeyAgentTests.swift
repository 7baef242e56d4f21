// SPDX-License-Identifier: Apache-2.0
import Identity
import KeyStoreContract
import MbedTLSBackend
import OpenSSLBackend
import Primitives
import TestSupport
import Testing
import Wire

/// The contract's store: what an application may, it does through the agent; what only the owner
/// may, it does as the owner, who starts the agent again after a change.
private struct Household<Crypto: CryptoProvider>: KeyStore, ~Copyable {
  let bench: AgentBench<MemoryStore<Crypto>>
  var remote: BenchStore<Crypto>

  static func open(on flash: Flash, piece: Int) throws -> Household<Crypto> {
    let bench = try AgentBench(MemoryStore<Crypto>(on: flash))
    bench.piece = piece
    return Household(bench: bench, remote: try bench.remote(Crypto.self))
  }

  mutating func generate(_ algorithm: KeyAlgorithm, as label: KeyLabel) throws(KeyStoreError) {
    try bench.shared.store.generate(algorithm, as: label)
    try bench.restart()
  }
  mutating func wrappingKey() throws(KeyStoreError) -> [UInt8] {
    try bench.shared.store.wrappingKey()
  }
  mutating func inject(_ wrapped: Span<UInt8>, as label: KeyLabel) throws(KeyStoreError) {
    try bench.shared.store.inject(wrapped, as: label)
    try bench.restart()
  }
  mutating func list() throws(KeyStoreError) -> [KeyEntry] { try remote.list() }
  mutating func publicKey(of label: KeyLabel) throws(KeyStoreError) -> [UInt8] {
    try remote.publicKey(of: label)
  }
  mutating func sign(
    _ message: Span<UInt8>, with label: KeyLabel, into out: inout OutputSpan<UInt8>
  ) throws(KeyStoreError) {
    try remote.sign(message, with: label, into: &out)
  }
  mutating func agree(
    _ label: KeyLabel, with publicKey: Span<UInt8>
  ) throws(KeyStoreError) -> Secret {
    try remote.agree(label, with: publicKey)
  }
  mutating func destroy(_ label: KeyLabel) throws(KeyStoreError) {
    try bench.shared.store.destroy(label)
    try bench.restart()
  }
}

@Suite struct KeyAgentTests {
  @Test(arguments: providers, [1, .max])
  func keepsTheContract(provider: Provider, piece: Int) throws {
    func run<Crypto: CryptoProvider>(_: Crypto.Type) throws {
      let abilities = KeyStoreAbilities(
        algorithms: KeyAlgorithm.allCases.filter { $0 != .ed25519 || Crypto.Ed25519.isAvailable })
      let flash = Flash()
      if Crypto.name.description == OpenSSLCrypto.name.description {
        try keyStoreContract(abilities, against: PortableCrypto.self) {
          try Household<Crypto>.open(on: flash, piece: piece)
        }
      } else {
        try keyStoreContract(abilities, against: OpenSSLCrypto.self) {
          try Household<Crypto>.open(on: flash, piece: piece)
        }
      }
    }
    try run(provider.type)
  }

  /// What is the owner's is refused without being sent.
  @Test func anApplicationMakesNoKeys() throws {
    let bench = try AgentBench(memoryStore())
    var store = try bench.remote()
    let before = bench.sent.count
    let label = KeyLabel.of("mine")
    let refusals = [
      refusal(of: &store) { (store) throws(KeyStoreError) in
        try store.generate(.ed25519, as: label)
      },
      refusal(of: &store) { (store) throws(KeyStoreError) in _ = try store.wrappingKey() },
      refusal(of: &store) { (store) throws(KeyStoreError) in
        try store.inject([1, 2, 3].span, as: label)
      },
      refusal(of: &store) { (store) throws(KeyStoreError) in try store.destroy(label) },
    ]
    #expect(refusals == [.refused, .refused, .refused, .refused])
    #expect(bench.sent.count == before)
  }

  /// The agent's own key proves who the agent is, and does nothing else for anybody.
  @Test func theAgentsOwnKeyIsNobodyElses() throws {
    let bench = try AgentBench(memoryStore())
    var store = try bench.remote()
    let own = try AgentProof.label()
    #expect(try store.publicKey(of: own) == bench.agent.agentKey())
    #expect(try store.list().isEmpty)
    let signed = refusal(of: &store) { (store) throws(KeyStoreError) in
      _ = try store.signature(over: [1, 2, 3], with: own)
    }
    #expect(signed == .refused)
    let agreed = refusal(of: &store) { (store) throws(KeyStoreError) in
      _ = try store.agree(own, with: [UInt8](repeating: 9, count: 65).span)
    }
    #expect(agreed == .refused)
    // A key of that name that does something else is not taken for it.
    #expect(throws: KeyStoreError.labelTaken) {
      var other = try memoryStore()
      try other.generate(.ecdhP256, as: own)
      _ = try KeyAgent(other, serving: [])
    }
  }

  @Test func servesWhomItIsToldTo() throws {
    let bench = try AgentBench(memoryStore(), users: [1, 1000])
    var store = try bench.remote()
    for user in [UInt32(0), 2, 999, 1001, .max] {
      bench.seen = AgentCaller(user: user, process: 77)
      let refused = refusal(of: &store) { (store) throws(KeyStoreError) in _ = try store.list() }
      #expect(refused == .refused)
    }
    bench.seen = AgentCaller(user: 1, process: 78)
    #expect(try store.list().isEmpty)
  }

  @Test func messagesTooLongAreNotSent() throws {
    let bench = try AgentBench(memoryStore())
    try bench.shared.store.generate(.ed25519, as: .of("k"))
    try bench.restart()
    var store = try bench.remote()
    let before = bench.sent.count
    let long = refusal(of: &store) { (store) throws(KeyStoreError) in
      _ = try store.signature(over: [UInt8](repeating: 0, count: 4097), with: .of("k"))
    }
    #expect(long == .tooLong(limit: 4096))
    #expect(bench.sent.count == before)
    let message = [UInt8](repeating: 0, count: 4096)
    let signature = try store.signature(over: message, with: .of("k"))
    let publicKey = try store.publicKey(of: .of("k"))
    try OpenSSLCrypto.Ed25519.verify(
      signature.span, of: message.span, publicKey: publicKey.span)
  }

  /// Room for nothing: as much as the algorithm wants is said, and nothing is written.
  @Test(arguments: [KeyAlgorithm.ed25519, .ecdsaP256])
  func roomForASignature(algorithm: KeyAlgorithm) throws {
    let bench = try AgentBench(memoryStore())
    try bench.shared.store.generate(algorithm, as: .of("k"))
    try bench.restart()
    var store = try bench.remote()
    let length = algorithm.maximumSignatureLength
    var written = -1
    let refused = refusal(of: &store) { (store) throws(KeyStoreError) in
      _ = try [UInt8](capacity: length - 1) { out throws(KeyStoreError) in
        defer { written = out.count }
        try store.sign([1].span, with: .of("k"), into: &out)
      }
    }
    #expect(refused == .crypto(.bufferTooSmall(needed: length)) && written == 0)
    #expect(try store.signature(over: [1], with: .of("k"), room: length).count > 8)
  }
}

@Suite struct RateTests {
  @Test func theBucket() {
    var bucket = RateBucket(burst: 3, interval: .milliseconds(10))
    let start = Instant(nanoseconds: 0)
    func take(_ count: Int, at milliseconds: Int) -> [Bool] {
      (0..<count).map { _ in bucket.take(now: start + .milliseconds(milliseconds)) }
    }
    #expect(take(5, at: 0) == [true, true, true, false, false])
    #expect(take(2, at: 9) == [false, false])
    #expect(take(2, at: 10) == [true, false])
    #expect(take(3, at: 30) == [true, true, false])
    // Never fuller than full.
    #expect(take(5, at: 10_000) == [true, true, true, false, false])
    // A clock that goes back gives nothing, and takes nothing.
    #expect(take(1, at: 5000) == [false])
    #expect(take(2, at: 10_010) == [true, false])
  }

  @Test func aBucketThatHoldsNothing() {
    var none = RateBucket(burst: 0, interval: .seconds(1))
    let taken = none.take(now: Instant(nanoseconds: .max))
    #expect(!taken)
    var never = RateBucket(burst: 2, interval: .forever)
    let moment = Instant(nanoseconds: 1)
    let answers = [never.take(now: moment), never.take(now: moment), never.take(now: moment)]
    #expect(answers == [true, false, false])
  }

  /// A flood is refused and costs no signature; others are served as if there were none.
  @Test func aFlood() throws {
    var limits = AgentLimits()
    limits.burst = 8
    let bench = try AgentBench(memoryStore(), users: [1000, 2000], limits: limits)
    try bench.shared.store.generate(.ecdsaP256, as: .of("k"))
    try bench.restart(users: [1000, 2000], limits: limits)
    var store = try bench.remote()  // two requests
    let key = KeyLabel.of("k")
    var busy = 0
    for _ in 0..<1000 {
      let refused = refusal(of: &store) { (store) throws(KeyStoreError) in
        _ = try store.signature(over: [1], with: key)
      }
      if refused == .busy { busy += 1 } else { #expect(refused == nil) }
    }
    #expect(busy == 994)

    let other = AgentCaller(user: 2000, process: 5)
    for _ in 0..<8 {
      guard
        case .signature = bench.agent.answer(.sign([1], key), from: other, now: bench.now)
      else { return #expect(Bool(false), "the other is not served") }
    }
    // Another process of the same user is the same caller.
    let second = AgentCaller(user: 1000, process: 6)
    guard
      case .refusal(.busy) = bench.agent.answer(.sign([1], key), from: second, now: bench.now)
    else { return #expect(Bool(false), "a second process is served") }
    bench.now = bench.now + .milliseconds(10)
    #expect(try store.signature(over: [1], with: key).count > 8)
  }
}
