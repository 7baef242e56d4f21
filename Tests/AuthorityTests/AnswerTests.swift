// SPDX-License-Identifier: Apache-2.0
import Authority
import Certificates
import Foundation
import OpenSSLBackend
import TestSupport
import Testing

/// `openssl ocsp` asks our responder over HTTP.
@Suite(.peer("openssl", package: "openssl"))
struct AnswerTests {
  private static let time = Time(secondsSince1970: Int64(Date().timeIntervalSince1970))

  private func serve(_ office: Office) async throws -> RevocationServer {
    let generation = try Office.generation(
      root: office.root, key: office.kept, ledger: office.ledger, at: Self.time)
    let answers = RevocationAnswers([generation])
    return try await RevocationServer(on: "127.0.0.1", port: 0) { question in
      await answers.answer(question, at: Self.time)
    }
  }

  private func ask(_ office: Office, _ leaf: [UInt8], port: Int) async throws -> String {
    let root = office.root
    let file = try office.folder.write("root.pem", pem(.certificate, root.span))
    let said = try await aside(
      "openssl",
      [
        "ocsp", "-issuer", file, "-CAfile", file, "-cert",
        office.folder.write("leaf.pem", pem(.certificate, leaf.span)), "-url",
        "http://127.0.0.1:\(port)/", "-timeout", "20",
      ])
    return said.outputText + said.errorText
  }

  @Test func goodRevokedAndUnknown() async throws {
    let office = try Office()
    let (good, bad) = (try office.issue(), try office.issue())
    try office.ledger.revoke(bad.serialNumber.bytes, reason: .keyCompromise, at: now)
    let server = try await serve(office)
    let accepted = try await ask(office, good.der, port: server.port)
    #expect(accepted.contains("Response verify OK") && accepted.contains(": good"), "\(accepted)")
    let refused = try await ask(office, bad.der, port: server.port)
    #expect(refused.contains("Response verify OK") && refused.contains(": revoked"), "\(refused)")
    #expect(refused.contains("keyCompromise"))
    // What stands in no ledger has been issued by somebody else.
    let never = try office.unrecorded()
    let unknown = try await ask(office, never, port: server.port)
    #expect(unknown.contains(": unknown"), "\(unknown)")
    // A revocation counts from the next question on.
    try office.ledger.revoke(good.serialNumber.bytes, reason: .superseded, at: now)
    let later = try await ask(office, good.der, port: server.port)
    #expect(later.contains(": revoked"), "\(later)")
    await server.close()
  }

  /// RFC 6960, A.1: a GET has the request in base64, percent-encoded, behind the last slash.
  @Test func aQuestionMayStandInThePath() async throws {
    let office = try Office()
    let issued = try office.issue()
    let server = try await serve(office)
    let root = office.root
    let rootFile = try office.folder.write("root.pem", pem(.certificate, root.span))
    let leafFile = try office.folder.write("leaf.pem", pem(.certificate, issued.der.span))
    let question = "\(office.folder.path)/question.der"
    _ = try await aside(
      "openssl",
      ["ocsp", "-issuer", rootFile, "-cert", leafFile, "-no_nonce", "-reqout", question])
    let text = try Data(contentsOf: URL(fileURLWithPath: question)).base64EncodedString()
    let allowed = CharacterSet.alphanumerics
    let path = try #require(text.addingPercentEncoding(withAllowedCharacters: allowed))
    let answer = try await exchange(
      server.port, "GET /\(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    #expect(answer.head.hasPrefix("HTTP/1.1 200"))
    #expect(answer.head.lowercased().contains("content-type: application/ocsp-response"))
    let file = try office.folder.write("answer.der", answer.body)
    let said = try await aside(
      "openssl",
      [
        "ocsp", "-issuer", rootFile, "-cert", leafFile, "-CAfile", rootFile, "-respin", file,
        "-no_nonce",
      ])
    #expect((said.outputText + said.errorText).contains(": good"), "\(said.errorText)")
    await server.close()
  }

  @Test(arguments: [
    ("PUT / HTTP/1.1\r\nHost: a\r\n\r\n", "405"), ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "400"),
    ("GET /%%% HTTP/1.1\r\nHost: a\r\n\r\n", "400"),
    ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi", "415"),
    (
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/ocsp-request\r\n"
        + "Content-Length: 20000\r\n\r\n" + String(repeating: "x", count: 20_000), "413"
    ),
  ])
  func whatIsNoQuestionIsRefused(_ request: String, _ status: String) async throws {
    let server = try await serve(Office())
    let answer = try await exchange(server.port, request)
    #expect(answer.head.hasPrefix("HTTP/1.1 \(status)"), "\(answer.head)")
    await server.close()
  }

  /// A question that cannot be read is answered, by a sentence that nobody signs.
  @Test func nonsenseIsAMalformedRequest() async throws {
    let server = try await serve(Office())
    let answer = try await exchange(
      server.port,
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/ocsp-request\r\n"
        + "Content-Length: 5\r\nConnection: close\r\n\r\nhello")
    #expect(answer.head.hasPrefix("HTTP/1.1 200"))
    #expect(answer.body == [0x30, 0x03, 0x0a, 0x01, 0x01])
    await server.close()
  }

  /// Sends this, and reads until the other side closes.
  private func exchange(
    _ port: Int, _ request: String
  ) async throws -> (head: String, body: [UInt8]) {
    let script = "exec 3<>/dev/tcp/127.0.0.1/\(port); cat >&3; cat <&3"
    let said = try await aside("bash", ["-c", script], input: ascii(request))
    let end = said.output.firstRange(of: ascii("\r\n\r\n"))
    let head = said.output[..<(end?.lowerBound ?? said.output.endIndex)]
    let body = said.output[(end?.upperBound ?? said.output.endIndex)...]
    return (String(decoding: head, as: UTF8.self), Array(body))
  }

  /// Runs a program on a thread of its own: those of the pool are for the one who answers.
  private func aside(
    _ program: String, _ arguments: [String], input: [UInt8] = []
  ) async throws -> Finished {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(with: Result { try run(program, arguments, input: input) })
      }
    }
  }
}
