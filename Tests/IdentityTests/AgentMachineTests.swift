// SPDX-License-Identifier: Apache-2.0
import Identity
import KeyStoreContract
import Primitives
import TestSupport
import Testing
import Wire

private let start = Instant(nanoseconds: 5_000_000_000)

private func poll(
  _ machine: inout AgentConnection, room: Int = 4096
) -> (Output<AgentConnection.Event>, [UInt8]) {
  var output = Output<AgentConnection.Event>.wait(until: nil)
  let bytes = [UInt8](capacity: room) { out in output = machine.poll(into: &out) }
  return (output, bytes)
}

private func poll(
  _ machine: inout AgentClient, room: Int = 8192
) -> (Output<AgentClient.Event>, [UInt8]) {
  var output = Output<AgentClient.Event>.wait(until: nil)
  let bytes = [UInt8](capacity: room) { out in output = machine.poll(into: &out) }
  return (output, bytes)
}

private func fault(
  of machine: inout AgentConnection, _ body: (inout AgentConnection) throws(AgentFault) -> Void
) -> AgentFault? {
  do throws(AgentFault) {
    try body(&machine)
    return nil
  } catch { return error }
}

private func refusal(
  of machine: inout AgentClient, _ body: (inout AgentClient) throws(KeyStoreError) -> Void
) -> KeyStoreError? {
  do throws(KeyStoreError) {
    try body(&machine)
    return nil
  } catch { return error }
}

private func handle(_ machine: inout AgentConnection, _ bytes: [UInt8], at now: Instant = start)
  -> AgentFault?
{
  fault(of: &machine) { (machine) throws(AgentFault) in
    try machine.handle(bytes.span, now: now)
  }
}

@Suite struct AgentConnectionTests {
  /// However the stream is cut, the same request is reported, and the same answer is given.
  @Test func everyCut() throws {
    let request = AgentRequest.sign([1, 2, 3], .of("k-1"))
    let frame = try request.frame()
    for cut in 1..<frame.count {
      var machine = AgentConnection()
      for round in 0..<2 {
        let now = start + .seconds(round * 100)
        #expect(handle(&machine, Array(frame[..<cut]), at: now) == nil)
        #expect(poll(&machine).0 == .wait(until: now + .seconds(2)))
        let later = now + .milliseconds(1999)
        #expect(handle(&machine, Array(frame[cut...]), at: later) == nil)
        #expect(poll(&machine).0 == .event(.asked(request)))
        #expect(poll(&machine).0 == .wait(until: nil))
        try machine.answer(.publicKey([4, 5]))
        #expect(poll(&machine, room: 6).0 == .bufferTooSmall(needed: 7))
        let (output, bytes) = poll(&machine, room: 7)
        #expect(output == .transmit)
        #expect(bytes == hex("0005 01 02 02 0405"))
        #expect(poll(&machine).0 == .wait(until: nil))
      }
    }
  }

  @Test func oneQuestionAtATime() throws {
    let frame = try AgentRequest.list.frame()
    let second = AgentFault.notARequest(WireError(.leftover(4), "frame", at: 4))
    var both = AgentConnection()
    #expect(handle(&both, frame + frame) == second)
    #expect(handle(&both, frame) == .closed)
    #expect(poll(&both).0 == .wait(until: nil))

    for stage in 0..<3 {
      var machine = AgentConnection()
      #expect(handle(&machine, frame) == nil)
      if stage > 0 { #expect(poll(&machine).0 == .event(.asked(.list))) }
      if stage > 1 { try machine.answer(.keys([])) }
      #expect(handle(&machine, [0]) == .impatient, "stage \(stage)")
      #expect(handle(&machine, frame) == .closed)
    }
  }

  /// Refused at its second byte, however much comes behind.
  @Test(arguments: [[0x10, 0x26], [0x10, 0x26, 1, 3], [0xFF, 0xFF]])
  func tooLong(bytes: [UInt8]) {
    let length = UInt64(bytes[0]) << 8 | UInt64(bytes[1])
    let expected = AgentFault.notARequest(WireError(.invalid(length), "length", at: 0))
    var machine = AgentConnection()
    #expect(handle(&machine, bytes) == expected)
    var other = AgentConnection()
    #expect(handle(&other, bytes + [UInt8](repeating: 0, count: 70_000)) == expected)
    var third = AgentConnection()
    #expect(handle(&third, [bytes[0]]) == nil)
    #expect(handle(&third, [bytes[1]]) == expected)
  }

  @Test func theLongestIsTaken() throws {
    let request = AgentRequest.sign(
      [UInt8](repeating: 7, count: 4096), .of(String(repeating: "q", count: 32)))
    let frame = try request.frame()
    #expect(frame.count == 2 + 4133 && Array(frame[..<2]) == hex("1025"))
    var machine = AgentConnection()
    for byte in frame { #expect(handle(&machine, [byte]) == nil) }
    #expect(poll(&machine).0 == .event(.asked(request)))
  }

  @Test func whatIsNoRequestEndsIt() {
    for frame in ["0000", "0001 01", "0002 02 01", "0002 01 06", "0003 01 01 00"] {
      var machine = AgentConnection()
      guard case .notARequest = handle(&machine, hex(frame)) else {
        return #expect(Bool(false), "\(frame) was taken")
      }
      #expect(handle(&machine, hex("0002 01 01")) == .closed)
    }
  }

  /// One byte a second keeps nobody's place: the deadline is the request's, not the byte's.
  @Test func aSlowRequest() {
    var machine = AgentConnection()
    #expect(handle(&machine, [0]) == nil)
    #expect(handle(&machine, [6], at: start + .seconds(1)) == nil)
    let early = fault(of: &machine) { (machine) throws(AgentFault) in
      try machine.handleTimeout(now: start + .milliseconds(1999))
    }
    #expect(early == nil)
    #expect(poll(&machine).0 == .wait(until: start + .seconds(2)))
    #expect(handle(&machine, [1], at: start + .seconds(2)) == .tooSlow)

    var other = AgentConnection()
    #expect(handle(&other, [0]) == nil)
    let late = fault(of: &other) { (machine) throws(AgentFault) in
      try machine.handleTimeout(now: start + .seconds(2))
    }
    #expect(late == .tooSlow)
    #expect(handle(&other, [0]) == .closed)
  }

  /// Who asks nothing may stay.
  @Test func silenceIsNoFault() {
    var machine = AgentConnection()
    let fault = fault(of: &machine) { (machine) throws(AgentFault) in
      try machine.handleTimeout(now: start + .seconds(1_000_000))
    }
    #expect(fault == nil)
    #expect(poll(&machine).0 == .wait(until: nil))
    #expect(handle(&machine, []) == nil)
  }
}

@Suite struct AgentClientTests {
  private func asked(_ request: AgentRequest = .list) throws -> AgentClient {
    var client = AgentClient(patience: .seconds(10))
    try client.ask(request, now: start)
    #expect(poll(&client, room: 1).0 == .bufferTooSmall(needed: try request.frame().count))
    let (output, bytes) = poll(&client)
    #expect(output == .transmit)
    #expect(try bytes == request.frame())
    #expect(poll(&client).0 == .wait(until: start + .seconds(10)))
    return client
  }

  private func handle(
    _ client: inout AgentClient, _ frame: String, at now: Instant = start
  ) -> KeyStoreError? {
    refusal(of: &client) { (client) throws(KeyStoreError) in
      try client.handle(hex(frame).span, now: now)
    }
  }

  @Test func anAnswerInPieces() throws {
    for cut in 0...4 {
      var client = try asked()
      #expect(handle(&client, String("00020101".prefix(2 * cut))) == nil)
      #expect(handle(&client, String("00020101".dropFirst(2 * cut))) == nil)
      #expect(poll(&client).0 == .event(.answered))
      guard case .keys([]) = try client.takeAnswer() else {
        return #expect(Bool(false), "another answer")
      }
      // And the next question.
      try client.ask(.list, now: start)
      #expect(poll(&client).0 == .transmit)
    }
  }

  @Test func answersThatAreNone() throws {
    // To another question, from another version, too long, and two at once.
    for frame in ["0005 01 02 02 0456", "0002 02 01", "FFFF", "0002 01 01 00"] {
      var client = try asked()
      guard case .protocolViolation = handle(&client, frame) else {
        return #expect(Bool(false), "\(frame) was taken")
      }
      let again = refusal(of: &client) { (client) throws(KeyStoreError) in
        try client.ask(.list, now: start)
      }
      #expect(again == .unreachable)
    }
    // Nobody has asked.
    var client = AgentClient()
    guard case .protocolViolation = handle(&client, "0002 01 01") else {
      return #expect(Bool(false), "an answer to no question was taken")
    }
  }

  @Test func anAgentThatSaysNothing() throws {
    var client = try asked()
    let early = refusal(of: &client) { (client) throws(KeyStoreError) in
      try client.handleTimeout(now: start + .milliseconds(9999))
    }
    #expect(early == nil)
    let late = refusal(of: &client) { (client) throws(KeyStoreError) in
      try client.handleTimeout(now: start + .seconds(10))
    }
    #expect(late == .unreachable)
    var other = try asked()
    #expect(handle(&other, "0002 01 01", at: start + .seconds(10)) == .unreachable)
  }

  @Test func aQuestionTooLongChangesNothing() throws {
    var client = AgentClient()
    let refused = refusal(of: &client) { (client) throws(KeyStoreError) in
      try client.ask(.sign([UInt8](repeating: 0, count: 4097), .of("k")), now: start)
    }
    #expect(refused == .tooLong(limit: 4096))
    try client.ask(.list, now: start)
    // A second before the first has its answer is the caller's mistake.
    let second = refusal(of: &client) { (client) throws(KeyStoreError) in
      try client.ask(.list, now: start)
    }
    #expect(second == .unreachable)
  }
}
