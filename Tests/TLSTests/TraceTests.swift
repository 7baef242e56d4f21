// SPDX-License-Identifier: Apache-2.0
import TLS
import TestSupport
import Testing
import Trace

@Suite struct TraceTests {
  /// The five handshakes of RFC 8448, as an engine would tell them.
  static func log(_ handshake: RFC8448, reveals: Bool = false) -> TraceLog {
    let log = TraceLog(role: .client, reveals: reveals)
    let recorder = TraceRecorder(log)
    var sent: [TLSRole: (type: UInt8, number: UInt64)] = [:]
    for step in handshake.steps where step.action.hasPrefix("send ") {
      let type: UInt8 =
        step.action.contains("handshake")
        ? 22 : step.action.contains("alert") ? 21 : step.action.contains("change") ? 20 : 23
      let bytes = step["complete record"]
      let isProtected = bytes[0] == 23
      let plaintext = step["payload"] + (isProtected ? [type] : [])
      let last = sent[step.role]
      let number = isProtected && last?.type == type ? (last?.number ?? 0) + 1 : 0
      if isProtected { sent[step.role] = (type, number) }
      recorder.note(
        ObservedRecord(
          step.role == .client ? .sent : .received, bytes.span, plaintext: plaintext.span,
          isProtected: isProtected, sequenceNumber: number))
    }
    return log
  }

  @Test(arguments: RFC8448.all.map(\.name))
  func everyByteOfTheRFCsHandshakesIsAccountedFor(name: String) throws {
    let handshake = try #require(RFC8448.all.first { $0.name == name })
    let trace = try HandshakeTrace(Self.log(handshake), title: name)
    #expect(trace.messages.map(\.bytes) == handshake.messages.map(\.bytes))
    for message in trace.messages {
      let sum = message.fields.flatMap(\.leaves).reduce(0) { $0 + $1.bytes.count }
      #expect(sum == message.bytes.count)
    }
    for flight in trace.flights {
      #expect(flight.items.reduce(0) { $0 + $1.bytes } == flight.bytes)
    }
  }

  @Test func theFlightsOfTheSimpleHandshake() throws {
    let trace = try HandshakeTrace(Self.log(.simple), title: "simple")
    #expect(
      trace.text.hasPrefix(
        """
         bytes  client                             server
           201  ClientHello 196           ------>
            95                            <------  ServerHello 90
        """))
    #expect(trace.messages.map(\.name).contains("EncryptedExtensions"))
    #expect(trace.version == .tls13)
  }

  @Test func aSecondHelloIsARequestToTryAgain() throws {
    let trace = try HandshakeTrace(Self.log(.retry), title: "retry")
    #expect(trace.messages[1].name == "HelloRetryRequest")
  }

  @Test func applicationDataIsNotKeptUnlessRevealed() throws {
    let data = RFC8448.simple.step(.client, "send application_data record")["payload"]
    let hidden = try HandshakeTrace(Self.log(.simple), title: "hidden")
    #expect(!hidden.records.contains { $0.plaintext.starts(with: data) })
    #expect(hidden.records.contains { $0.hidden == data.count })
    let shown = try HandshakeTrace(Self.log(.simple, reveals: true), title: "shown")
    #expect(shown.records.contains { $0.plaintext.starts(with: data) })
  }

  @Test func secretsAreNotKeptUnlessRevealed() throws {
    let value: [UInt8] = [0xde, 0xad, 0xbe, 0xef]
    for reveals in [false, true] {
      let log = Self.log(.simple, reveals: reveals)
      TraceRecorder(log).note(
        Derivation(.masterSecret, from: nil, context: value.span, value: value.span))
      let page = try HandshakeTrace(log, title: "secret").html()
      #expect(page.contains("deadbeef") == reveals)
    }
  }

  @Test(arguments: [5, 9, 43, 60])
  func aByteTooManyFailsTheTrace(offset: Int) throws {
    let log = TraceLog(role: .client)
    var hello = RFC8448.simple.messages(.clientHello)[0]
    hello.insert(0xff, at: hello.count - 1)
    hello[offset] ^= 0x41
    hello.replaceSubrange(1..<4, with: [0, UInt8(hello.count >> 8), UInt8(hello.count - 4)])
    let record: [UInt8] = [22, 3, 1, 0, UInt8(hello.count)] + hello
    TraceRecorder(log).note(
      ObservedRecord(
        .sent, record.span, plaintext: hello.span, isProtected: false, sequenceNumber: 0))
    #expect(throws: TraceError.self) { try HandshakeTrace(log, title: "broken") }
  }

  @Test func aMessageThatTheRecordsDidNotHoldFailsTheTrace() throws {
    let log = Self.log(.simple)
    let other: [UInt8] = [1, 0, 0, 0]
    TraceRecorder(log).note(message: other.span, .sent)
    #expect(throws: TraceError.self) { try HandshakeTrace(log, title: "other") }
  }

  @Test func anEmptyLogHasNoTrace() {
    #expect(throws: TraceError.self) { try HandshakeTrace(TraceLog(role: .client), title: "") }
  }

  @Test func aConnectionThatLastsFillsNoMemory() throws {
    let log = Self.log(.simple)
    let record: [UInt8] = [23, 3, 3, 0, 18] + [UInt8](repeating: 7, count: 18)
    let plaintext: [UInt8] = [65, 23]
    for number in 0..<UInt64(TraceLog.limit) {
      TraceRecorder(log).note(
        ObservedRecord(
          .sent, record.span, plaintext: plaintext.span, isProtected: true,
          sequenceNumber: number + 2))
    }
    let trace = try HandshakeTrace(log, title: "long")
    #expect(trace.records.count <= TraceLog.limit && trace.omitted > 0)
    #expect(try trace.html().contains("more went by"))
  }

  @Test func thePageStandsAlone() throws {
    let page = try HandshakeTrace(Self.log(.clientAuthentication), title: "a < b").html()
    #expect(page.hasPrefix("<!doctype html>"))
    #expect(!page.contains("src=") && !page.contains("http:") && !page.contains("https:"))
    #expect(page.contains("a &lt; b"))
    #expect(page.contains("CertificateVerify"))
  }
}

@Suite struct RehearsalTests {
  @Test(arguments: Rehearsal.allCases)
  func theSameInEveryRunAndEveryByteAccountedFor(rehearsal: Rehearsal) throws {
    let trace = try rehearsal.trace()
    #expect(try trace.textWithFingerprint() == rehearsal.trace().textWithFingerprint())
    #expect(trace.messages.map(\.name).filter { $0 == "Finished" }.count == 2)
    #expect(!trace.messages.contains { !$0.isComplete })
    #expect(!trace.secrets.isEmpty)
    for flight in trace.flights {
      #expect(flight.items.reduce(0) { $0 + $1.bytes } == flight.bytes)
    }
  }

  @Test(arguments: Rehearsal.allCases)
  func secretsComeInTheOrderOfTheirDerivation(rehearsal: Rehearsal) throws {
    var known: [SecretName] = []
    for secret in try rehearsal.trace().secrets {
      if let source = secret.source { #expect(known.contains(source)) }
      if let salt = secret.name.salt { #expect(known.contains(salt)) }
      known.append(secret.name)
    }
  }

  @Test(arguments: Rehearsal.allCases)
  func everyProtectedRecordKnowsItsKey(rehearsal: Rehearsal) throws {
    let trace = try rehearsal.trace()
    for record in trace.records where record.isProtected {
      let key = try #require(record.key)
      #expect(
        trace.secrets[key].name == (record.sender == .client ? .clientKey : .serverKey))
    }
  }

  @Test(arguments: Rehearsal.allCases)
  func nothingSecretIsOnAPageThatDoesNotReveal(rehearsal: Rehearsal) throws {
    let values = try rehearsal.trace().secrets.compactMap(\.value).filter { $0.count >= 12 }
    let page = try rehearsal.trace(reveals: false).html()
    for value in values { #expect(!page.contains(hexString(value))) }
    #expect(!page.contains("21.5"))
  }

  @Test func theRetryAsksForAnotherGroupAndACookie() throws {
    let names = try Rehearsal.retry.trace().messages.map(\.name)
    #expect(names.prefix(4) == ["ClientHello", "HelloRetryRequest", "ClientHello", "ServerHello"])
  }

  @Test func theResumedOneShowsNoCertificate() throws {
    let names = try Rehearsal.resumed.trace().messages.map(\.name)
    #expect(!names.contains("Certificate") && names.contains("NewSessionTicket"))
  }
}
