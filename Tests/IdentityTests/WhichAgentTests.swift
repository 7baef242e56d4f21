// SPDX-License-Identifier: Apache-2.0
import Identity
import KeyStoreContract
import MbedTLSBackend
import OpenSSLBackend
import Primitives
import TestSupport
import Testing
import Wire

@Suite struct WhichAgentTests {
  private func refusal<Store: ~Copyable>(
    _ body: () throws(KeyStoreError) -> Store
  ) -> KeyStoreError? {
    do throws(KeyStoreError) {
      _ = try body()
      return nil
    } catch { return error }
  }

  /// The one that was paired is known again, by whatever provider checks.
  @Test(arguments: providers)
  func theSameAgent(provider: Provider) throws {
    func run<Crypto: CryptoProvider>(_: Crypto.Type) throws {
      let bench = try AgentBench(memoryStore())
      let paired = try bench.remote(Crypto.self)
      let key = paired.agentKey
      #expect(try key == bench.agent.agentKey())
      var again = try bench.remote(pinned: key, seed: 9, Crypto.self)
      #expect(try again.list().isEmpty)
    }
    try run(provider.type)
  }

  @Test func aSwappedAgent() throws {
    let key = try AgentBench(memoryStore(seed: 1)).remote().agentKey
    let other = try AgentBench(memoryStore(seed: 2))
    #expect(try other.agent.agentKey() != key)
    #expect(refusal { () throws(KeyStoreError) in try other.remote(pinned: key) } == .impostor)
  }

  /// The same agent after a restart, over the same store.
  @Test func aRestartedAgent() throws {
    let flash = Flash()
    let first = try AgentBench(MemoryStore<OpenSSLCrypto>(on: flash))
    let key = try first.remote().agentKey
    let second = try AgentBench(MemoryStore<OpenSSLCrypto>(on: flash))
    #expect(try second.remote(pinned: key).agentKey == key)
  }

  /// Any bit of the proof, wrong.
  @Test(arguments: providers)
  func wrongProofs(provider: Provider) throws {
    try wrongProofs(provider.type)
  }

  private func wrongProofs<Crypto: CryptoProvider>(_: Crypto.Type) throws {
    let bench = try AgentBench(memoryStore())
    let key = try bench.agent.agentKey()
    let frame = try provenFrame(bench, key)
    for i in 4..<frame.count {
      bench.connection = AgentConnection()
      bench.isDead = false
      bench.mend = { answer in
        var wrong = answer
        // A signature is sometimes a byte shorter than the one before.
        wrong[min(i, wrong.count - 1)] ^= 0x10
        return wrong
      }
      let refused = refusal { () throws(KeyStoreError) in
        try bench.remote(pinned: key, Crypto.self)
      }
      // Byte 12 is the signature's length, which then does not fit into the frame.
      if i == 12 {
        guard case .protocolViolation = refused else {
          return #expect(Bool(false), "byte \(i): \(String(describing: refused))")
        }
      } else {
        #expect(refused == .impostor, "byte \(i)")
      }
    }
  }

  /// What the agent answers to the challenge that seed 5 draws.
  private func provenFrame(
    _ bench: AgentBench<MemoryStore<OpenSSLCrypto>>, _ key: [UInt8]
  ) throws -> [UInt8] {
    var seen: [UInt8] = []
    bench.mend = { answer in
      seen = answer
      return answer
    }
    _ = try bench.remote(pinned: key)
    #expect(seen[3] == 5)
    return seen
  }

  @Test func aReplayedProof() throws {
    let bench = try AgentBench(memoryStore())
    let key = try bench.agent.agentKey()
    let old = try provenFrame(bench, key)
    bench.mend = { _ in old }
    // It fits its own challenge, and no other.
    #expect(refusal { () throws(KeyStoreError) in try bench.remote(pinned: key, seed: 5) } == nil)
    #expect(
      refusal { () throws(KeyStoreError) in try bench.remote(pinned: key, seed: 6) } == .impostor)
  }

  /// An impostor that may talk to the true agent passes the challenge on. The agent sees the
  /// impostor, and says so.
  @Test(arguments: [
    AgentCaller(user: 1000, process: 78), AgentCaller(user: 1001, process: 77),
  ])
  func aProofThatWasPassedOn(seen: AgentCaller) throws {
    let bench = try AgentBench(memoryStore(), users: [1000, 1001])
    let key = try bench.agent.agentKey()
    bench.seen = seen
    #expect(refusal { () throws(KeyStoreError) in try bench.remote(pinned: key) } == .impostor)
    // Writing the right caller in does not help.
    bench.mend = { answer in
      var mended = answer
      if answer[3] == 5 { mended.replaceSubrange(4..<12, with: hex("000003E8 0000004D")) }
      return mended
    }
    #expect(refusal { () throws(KeyStoreError) in try bench.remote(pinned: key) } == .impostor)
  }

  /// Another answer to the challenge than a proof.
  @Test func refusedToProve() throws {
    let bench = try AgentBench(memoryStore(), users: [])
    let key = try bench.agent.agentKey()
    #expect(refusal { () throws(KeyStoreError) in try bench.remote(pinned: key) } == .refused)
    #expect(refusal { () throws(KeyStoreError) in try bench.remote() } == .refused)
  }

  /// What was pinned is no key at all.
  @Test func aBrokenPin() throws {
    let bench = try AgentBench(memoryStore())
    for pin in [[], [4], [UInt8](repeating: 4, count: 65)] {
      bench.connection = AgentConnection()
      #expect(
        refusal { () throws(KeyStoreError) in try bench.remote(pinned: pin) }
          == .crypto(.invalidKey))
    }
  }

  @Test func aKilledAgent() throws {
    let bench = try AgentBench(memoryStore())
    var store = try bench.remote()
    bench.isDead = true
    for _ in 0..<2 {
      #expect(refusal { () throws(KeyStoreError) in try store.list() } == .unreachable)
    }
    // Another behind the same line does not bring the connection back.
    bench.isDead = false
    bench.connection = AgentConnection()
    #expect(refusal { () throws(KeyStoreError) in try store.list() } == .unreachable)
  }

  @Test func anAgentThatHangs() throws {
    let bench = try AgentBench(memoryStore())
    var store = try bench.remote()
    bench.isMute = true
    let before = bench.now
    #expect(refusal { () throws(KeyStoreError) in try store.list() } == .unreachable)
    #expect(bench.now == before + .seconds(10))
  }

  /// One byte at a time, for ever: the patience is the answer's and not the byte's.
  @Test func anAnswerThatDrips() throws {
    let bench = try AgentBench(memoryStore())
    var store = try bench.remote()
    bench.piece = 1
    bench.mend = { [bench] answer in
      bench.now = bench.now + .seconds(10)
      return answer
    }
    #expect(refusal { () throws(KeyStoreError) in try store.list() } == .unreachable)
    bench.mend = { $0 }
  }

  @Test func errorsSayWhatWouldHelp() {
    #expect(
      KeyStoreError.unreachable.description.contains("start the agent")
        && KeyStoreError.impostor.description.contains("trust nothing that it signs")
        && KeyStoreError.refused.description.contains("run as the user")
        && KeyStoreError.busy.description.contains("wait"))
  }
}
