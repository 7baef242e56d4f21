// SPDX-License-Identifier: Apache-2.0
import Identity
import KeyStoreContract
import Primitives
import TestSupport
import Testing
import Wire

private let letters = String(repeating: "61", count: 33)

private func zeros(_ count: Int) -> String { String(repeating: "00", count: count) }

@Suite struct AgentCodecTests {
  /// What each request is on the wire, typed by hand from the grammar.
  static let requests: [(request: AgentRequest, frame: String)] = [
    (.list, "0002 01 01"),
    (.publicKey(.of("idevid")), "0009 01 02 06 696465766964"),
    (.sign([0xAA, 0xBB], .of("k-1")), "000A 01 03 03 6B2D31 0002 AABB"),
    (.sign([], .of("k")), "0006 01 03 01 6B 0000"),
    (.agree(.of("k"), with: [4, 5]), "0007 01 04 01 6B 02 0405"),
  ]

  @Test(arguments: 0..<requests.count)
  func goldenRequests(i: Int) throws {
    let (request, frame) = Self.requests[i]
    #expect(try request.frame() == hex(frame))
    #expect(try AgentRequest(reading: hex(frame).span.extracting(2...)) == request)
  }

  @Test func goldenChallenge() throws {
    var random = SeededRandom(seed: 3)
    let challenge = try AgentChallenge(using: &random)
    #expect(challenge.bytes.count == 32)
    #expect(try AgentRequest.prove(challenge).frame() == hex("0022 01 05") + challenge.bytes)
  }

  static let responses: [String] = [
    "000B 01 00 01 0000000000000000", "000B 01 00 02 0000000000000003",
    "000B 01 00 05 0000000000000000", "000B 01 00 07 FFFFFFFFFFFFFF7B",
    "0002 01 01", "000B 01 01 01 61 0101 02 622E 0402",
    "0005 01 02 02 0456", "0006 01 03 02 02 1122", "0006 01 04 03 010203",
    "000D 01 05 000003E8 0000004D 02 3000",
  ]

  /// Each is read, and written again as it was.
  @Test(arguments: responses)
  func goldenResponses(frame: String) throws {
    let bytes = hex(frame)
    let response = try AgentResponse(reading: bytes.span.extracting(2...))
    let written = try response.frame()
    #expect(written.bytes.array == bytes)
  }

  @Test func whatResponsesMean() throws {
    func read(_ frame: String) throws -> AgentResponse {
      try AgentResponse(reading: hex(frame).span.extracting(2...))
    }
    guard case .refusal(.noSuchKey) = try read(Self.responses[0]),
      case .refusal(.wrongUse(.ecdhP256)) = try read(Self.responses[1]),
      case .refusal(.busy) = try read(Self.responses[2]),
      case .refusal(.module(-133)) = try read(Self.responses[3])
    else { return #expect(Bool(false), "another refusal") }
    guard case .keys(let keys) = try read(Self.responses[5]) else {
      return #expect(Bool(false), "no keys")
    }
    #expect(
      keys == [
        KeyEntry(label: .of("a"), algorithm: .ecdsaP256, origin: .generated),
        KeyEntry(label: .of("b."), algorithm: .x25519, origin: .injected),
      ])
    guard case .signature([0x11, 0x22], .ed25519) = try read(Self.responses[7]),
      case .proof(let proof) = try read(Self.responses[9])
    else { return #expect(Bool(false), "no signature, or no proof") }
    #expect(proof.caller == AgentCaller(user: 1000, process: 77) && proof.signature == [0x30, 0])
  }

  /// What the application is told of each error, and nothing else.
  @Test func refusalsSayWhatCanBeMended() throws {
    let told: [(KeyStoreError, KeyStoreError)] = [
      (.noSuchKey, .noSuchKey), (.wrongUse(.ed25519), .wrongUse(.ed25519)),
      (.unsupported, .unsupported), (.refused, .refused), (.busy, .busy),
      (.crypto(.invalidKey), .crypto(.invalidKey)), (.module(7), .module(7)),
      (.medium(28), .module(28)), (.crypto(.library(-3)), .module(-3)),
      (.notSealedHere, .module(0)), (.rolledBack(image: 3, counter: 4), .module(0)),
      (.crypto(.entropyFailure), .module(0)), (.labelTaken, .module(0)),
    ]
    for (error, expected) in told {
      let frame = try AgentResponse.refusal(error).frame()
      guard case .refusal(let read) = try AgentResponse(reading: frame.bytes.extracting(2...))
      else { return #expect(Bool(false), "no refusal") }
      #expect(read == expected)
    }
  }

  @Test func anyRequestComesBack() throws {
    var random = SeededRandom(seed: 21)
    for _ in 0..<500 {
      let request = try anyRequest(&random)
      let frame = try request.frame()
      #expect(frame.count == 2 + Int(frame[0]) * 256 + Int(frame[1]))
      #expect(try AgentRequest(reading: frame.span.extracting(2...)) == request)
    }
  }

  private func anyRequest(_ random: inout SeededRandom) throws -> AgentRequest {
    let characters = Array("abcXYZ019-._".utf8)
    let name =
      [UInt8(ascii: "k")]
      + (0..<Int.random(in: 0...31, using: &random)).map { _ in
        characters.randomElement(using: &random)!
      }
    let label = try KeyLabel(name.span)
    switch Int.random(in: 0..<5, using: &random) {
    case 0: return .list
    case 1: return .publicKey(label)
    case 2: return .sign(random.bytes(Int.random(in: 0...4096, using: &random)), label)
    case 3: return .agree(label, with: random.bytes(Int.random(in: 0...255, using: &random)))
    default: return .prove(try AgentChallenge(using: &random))
    }
  }

  private func fault(of body: [UInt8]) -> WireError.Fault? {
    do throws(WireError) {
      _ = try AgentRequest(reading: body.span)
      return nil
    } catch { return error.fault }
  }

  private func responseFault(of body: [UInt8]) -> WireError.Fault? {
    do throws(WireError) {
      _ = try AgentResponse(reading: body.span)
      return nil
    } catch { return error.fault }
  }

  /// Cut short anywhere, or one byte longer, it is no request.
  @Test func everyTruncation() throws {
    var random = SeededRandom(seed: 22)
    for _ in 0..<50 {
      let request = try anyRequest(&random)
      let body = Array(try request.frame().dropFirst(2))
      for count in 0..<min(body.count, 300) {
        guard case .truncated = fault(of: Array(body[..<count])) else {
          return #expect(Bool(false), "\(count) bytes of \(hexString(body)) were taken")
        }
      }
      #expect(fault(of: body + [0]) == .leftover(1))
    }
    for frame in Self.responses {
      let body = Array(hex(frame).dropFirst(2))
      // A list may end behind any of its keys.
      for count in 0..<body.count where !(body[1] == 1 && [2, 6].contains(count)) {
        guard case .truncated = responseFault(of: Array(body[..<count])) else {
          return #expect(Bool(false), "\(count) bytes of \(frame) were taken")
        }
      }
      if body[1] != 1 { #expect(responseFault(of: body + [0]) == .leftover(1)) }
    }
  }

  static let wrongRequests: [(String, UInt64)] = [
    ("00 01", 0), ("02 01", 2), ("01 00", 0), ("01 06", 6), ("01 FF", 255), ("01 02 00", 0),
    ("01 02 01 2F", 1), ("01 02 21 " + letters, 33),
    ("01 03 01 6B 1001 " + zeros(4097), 4097),
  ]

  @Test(arguments: wrongRequests)
  func badRequests(body: String, value: UInt64) {
    #expect(fault(of: hex(body)) == .invalid(value))
  }

  static let wrongResponses: [(String, UInt64)] = [
    ("02 01", 2), ("01 06", 6), ("01 00 00 0000000000000000", 0),
    ("01 00 08 0000000000000000", 8), ("01 00 01 0000000000000001", 1),
    ("01 00 02 0000000000000005", 5), ("01 00 02 0000000000000101", 257),
    ("01 01 01 61 05 01", 5), ("01 01 01 61 01 03", 3), ("01 01 00", 0), ("01 02 00", 0),
    ("01 02 42 " + zeros(66), 66), ("01 03 01 00", 0),
    ("01 03 02 41 " + zeros(65), 65), ("01 03 03 01 00", 1),
    ("01 04 21 " + zeros(33), 33),
    ("01 05 00000000 00000000 49 " + zeros(73), 73),
  ]

  @Test(arguments: wrongResponses)
  func badResponses(body: String, value: UInt64) {
    #expect(responseFault(of: hex(body)) == .invalid(value))
  }

  @Test func moreKeysThanAnAgentHas() throws {
    let key = hex("01 61 01 01")
    let most = hex("01 01") + Array(repeatElement(key, count: 64).joined())
    #expect(responseFault(of: most) == nil)
    #expect(responseFault(of: most + key) == .leftover(4))
  }

  @Test func requestsThatHaveNoRoom() throws {
    let longest = AgentRequest.sign([UInt8](repeating: 1, count: 4096), .of("k"))
    #expect(try longest.frame().count == 2 + 4096 + 6)
    #expect(throws: KeyStoreError.tooLong(limit: 4096)) {
      try AgentRequest.sign([UInt8](repeating: 1, count: 4097), .of("k")).frame()
    }
    #expect(throws: KeyStoreError.crypto(.invalidKey)) {
      try AgentRequest.agree(.of("k"), with: [UInt8](repeating: 1, count: 256)).frame()
    }
  }
}
