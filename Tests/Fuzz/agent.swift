// needs: 02-Wire 03-Primitives 04-Identity
// SPDX-License-Identifier: Apache-2.0
import Identity
import Primitives
import Wire

// What an application may send to the agent, and what an impostor may answer. Nothing may trap; what
// is taken has one form; each question has one answer; the agent's own key signs for nobody.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Span(_unsafeElements: UnsafeBufferPointer(start: start, count: count))
  guard count > 1 else { return 0 }
  let bytes = input.extracting(2...)
  switch input[0] % 4 {
  case 0: oneRequest(bytes)
  case 1: oneResponse(bytes)
  case 2: aStream(bytes, cut: Int(input[1]) + 1)
  default: anAnswer(bytes, cut: Int(input[1] >> 3) + 1, verb: input[1] & 7)
  }
  return 0
}

func array(_ bytes: Span<UInt8>) -> [UInt8] {
  [UInt8](capacity: bytes.count) { out in for i in bytes.indices { out.append(bytes[i]) } }
}

func oneRequest(_ bytes: Span<UInt8>) {
  do throws(WireError) {
    let request = try AgentRequest(reading: bytes)
    do throws(KeyStoreError) {
      let frame = try request.frame()
      precondition(Array(frame.dropFirst(2)) == array(bytes), "another form was taken")
      precondition(Int(frame[0]) << 8 | Int(frame[1]) == bytes.count)
    } catch { preconditionFailure("taken, and not written") }
  } catch {}
}

func oneResponse(_ bytes: Span<UInt8>) {
  do throws(WireError) {
    let response = try AgentResponse(reading: bytes)
    let frame = try response.frame()
    precondition(array(frame.bytes.extracting(2...)) == array(bytes), "another form was taken")
  } catch {}
}

/// A store with one key, whose signatures cost nothing.
struct Drawer: KeyStore, ~Copyable {
  var hasAgentKey = false

  mutating func generate(_ algorithm: KeyAlgorithm, as label: KeyLabel) throws(KeyStoreError) {
    hasAgentKey = true
  }
  mutating func wrappingKey() throws(KeyStoreError) -> [UInt8] { preconditionFailure() }
  mutating func inject(_ wrapped: Span<UInt8>, as label: KeyLabel) throws(KeyStoreError) {
    preconditionFailure("brought a key")
  }
  mutating func list() throws(KeyStoreError) -> [KeyEntry] {
    let key = KeyEntry(label: try Self.label(), algorithm: .ed25519, origin: .generated)
    let own = KeyEntry(label: try AgentProof.label(), algorithm: .ecdsaP256, origin: .generated)
    return hasAgentKey ? [key, own] : [key]
  }
  mutating func publicKey(of label: KeyLabel) throws(KeyStoreError) -> [UInt8] {
    [UInt8](repeating: 4, count: 65)
  }
  mutating func sign(
    _ message: Span<UInt8>, with label: KeyLabel, into out: inout OutputSpan<UInt8>
  ) throws(KeyStoreError) {
    let (own, other) = (try AgentProof.label(), try Self.label())
    if label == own {
      let purpose = Array("Things That Keep Secrets: key agent".utf8)
      precondition(message.count == purpose.count + 41, "signed something in the agent's name")
      for i in purpose.indices { precondition(message[i] == purpose[i]) }
    } else {
      precondition(label == other, "signed with no key")
    }
    for _ in 0..<64 { out.append(7) }
  }
  mutating func agree(
    _ label: KeyLabel, with publicKey: Span<UInt8>
  ) throws(KeyStoreError) -> Secret { throw .wrongUse(.ed25519) }
  mutating func destroy(_ label: KeyLabel) throws(KeyStoreError) {
    preconditionFailure("destroyed a key")
  }

  static func label() throws(KeyStoreError) -> KeyLabel {
    let name: InlineArray<1, UInt8> = [UInt8(ascii: "k")]
    return try KeyLabel(name.span)
  }
}

/// Whatever comes, cut as it may be, until it is hung up on.
func aStream(_ bytes: Span<UInt8>, cut: Int) {
  do throws(KeyStoreError) {
    var agent = try KeyAgent(Drawer(), serving: [1])
    var connection = AgentConnection()
    var now = Instant(nanoseconds: 1)
    var position = 0
    while position < bytes.count {
      let end = min(position + cut, bytes.count)
      now = now + .milliseconds(7)
      do throws(AgentFault) {
        try connection.handle(bytes.extracting(position..<end), now: now)
      } catch {
        var output = Output<AgentConnection.Event>.transmit
        _ = [UInt8](capacity: 64) { out in output = connection.poll(into: &out) }
        precondition(output == .wait(until: nil), "it goes on after a fault")
        return
      }
      position = end
      serve(&connection, &agent, now)
    }
  } catch { preconditionFailure("no agent") }
}

func serve(
  _ connection: inout AgentConnection, _ agent: inout KeyAgent<Drawer>, _ now: Instant
) {
  for _ in 0..<4 {
    var output = Output<AgentConnection.Event>.wait(until: nil)
    let frame = [UInt8](capacity: 4096) { out in output = connection.poll(into: &out) }
    switch output {
    case .wait: return
    case .transmit: precondition(frame.count > 3 && frame[0] < 16)
    case .event(.asked(let request)):
      let response = agent.answer(request, from: AgentCaller(user: 1, process: 2), now: now)
      do throws(WireError) { try connection.answer(response) } catch {
        preconditionFailure("an answer has no room")
      }
    case .bufferTooSmall: preconditionFailure("too long an answer")
    }
  }
  preconditionFailure("it never waits")
}

/// To the application's question, from whoever sits in the agent's place.
func anAnswer(_ bytes: Span<UInt8>, cut: Int, verb: UInt8) {
  do throws(KeyStoreError) {
    let label = try Drawer.label()
    let request: AgentRequest =
      switch verb {
      case 0, 1, 2: .list
      case 3, 4: .publicKey(label)
      case 5, 6: .sign([1], label)
      default: .agree(label, with: [2])
      }
    var client = AgentClient()
    let now = Instant(nanoseconds: 1)
    try client.ask(request, now: now)
    _ = [UInt8](capacity: 64) { out in _ = client.poll(into: &out) }
    var position = 0
    while position < bytes.count {
      let end = min(position + cut, bytes.count)
      try client.handle(bytes.extracting(position..<end), now: now)
      position = end
    }
    var output = Output<AgentClient.Event>.transmit
    _ = [UInt8](capacity: 64) { out in output = client.poll(into: &out) }
    guard output == .event(.answered) else { return }
    let isItsAnswer =
      switch try client.takeAnswer() {
      case .refusal: true
      case .keys(let keys): request == .list && keys.count <= 64
      case .publicKey(let key): verb == 3 || verb == 4 && key.count <= 65
      case .signature(let signature, let algorithm):
        (verb == 5 || verb == 6) && signature.count <= algorithm.maximumSignatureLength
      case .secret(let secret): verb == 7 && secret.count <= 32
      case .proof: false
      }
    precondition(isItsAnswer, "an answer to another question")
  } catch {
    guard case .protocolViolation = error else { preconditionFailure("another error") }
  }
}
