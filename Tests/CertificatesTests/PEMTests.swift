// SPDX-License-Identifier: Apache-2.0
import Certificates
import Foundation
import Primitives
import TestSupport
import Testing
import Wire

/// Lines that are full, and each kind of end.
private let counts = [1, 2, 3, 47, 48, 49, 50, 51, 96, 97, 385]

struct PEMWriterTests {
  @Test func goldenText() throws {
    let text = """
      -----BEGIN CERTIFICATE-----
      AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v
      MDE=
      -----END CERTIFICATE-----

      """
    #expect(pem(.certificate, Array(0..<50).span) == ascii(text))
  }

  //= rfc7468#2
  //# Generators MUST wrap the base64-encoded lines so that each line
  //# consists of exactly 64 characters except for the final line, which
  //# will encode the remainder of the data (within the 64-character line
  //# boundary), and they MUST NOT emit extraneous whitespace.
  @Test(arguments: counts) func foundationReadsWhatWeWrite(count: Int) throws {
    let der = SeededRandom.bytes(count, seed: 8)
    let lines = String(decoding: pem(.privateKey, der.span), as: UTF8.self).split(separator: "\n")
    #expect(lines.first == "-----BEGIN PRIVATE KEY-----")
    #expect(lines.last == "-----END PRIVATE KEY-----")
    let body = lines.dropFirst().dropLast()
    #expect(body.dropLast().allSatisfy { $0.count == 64 })
    #expect(Data(base64Encoded: body.joined()).map { [UInt8]($0) } == der)
  }

  @Test func allThreeBytesOfEveryGroup() {
    for byte in UInt8.min ... .max {
      let der = [byte, byte &* 3, byte &+ 101]
      let body = Data(der).base64EncodedString()
      #expect(
        String(decoding: pem(.certificate, der.span), as: UTF8.self)
          == "-----BEGIN CERTIFICATE-----\n\(body)\n-----END CERTIFICATE-----\n")
    }
  }

  @Test func aBufferThatIsTooSmallIsLeftAsItWas() throws {
    let der = SeededRandom.bytes(50, seed: 1)
    let text = pem(.certificate, der.span)
    for room in 0..<text.count {
      let error: WireError? = refusal(room: room) { out throws(WireError) in
        try out.pem(.certificate, der.span)
      }
      #expect(error?.fault == .noRoom(missing: text.count - room))
    }
    let exact = try written(room: text.count) { out throws(WireError) in
      try out.pem(.certificate, der.span)
    }
    #expect(exact == text)
  }
}

struct PEMReaderTests {
  @Test(arguments: counts) func whatWeWroteComesBack(count: Int) throws {
    let der = SeededRandom.bytes(count, seed: 3)
    #expect(try PEMReader.all(.certificate, in: pem(.certificate, der.span).span) == [der])
  }

  @Test func blocksOfOneKindAmongOthersAndText() throws {
    let a = SeededRandom.bytes(100, seed: 1)
    let b = SeededRandom.bytes(200, seed: 2)
    let key = SeededRandom.bytes(138, seed: 3)
    let text =
      ascii("# subject=CN = a\r\n") + pem(.certificate, a.span) + ascii("\n")
      + pem(.privateKey, key.span) + ascii("two:\n") + pem(.certificate, b.span)
      + ascii("the end, without a newline")
    #expect(try PEMReader.all(.certificate, in: text.span) == [a, b])
    guard let secret = try PEMReader.first(.privateKey, in: text.span) else {
      Issue.record("no key")
      return
    }
    #expect(array(secret.bytes) == key)
    let crlf = text.flatMap { $0 == 0x0a ? [0x0d, 0x0a] : [$0] }
    #expect(try PEMReader.all(.certificate, in: crlf.span) == [a, b])
    #expect(try PEMReader.all(.certificate, in: [UInt8]().span) == [])
    let noKey = try PEMReader.first(.privateKey, in: pem(.certificate, a.span).span) == nil
    #expect(noKey)
  }

  @Test func labels() throws {
    let text = ascii("-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----")
    var reader = PEMReader(text.span)
    let block = try reader.next()
    if let block {
      let label = array(block.label)
      #expect(label == ascii("X509 CRL"))
      let isCertificate = block.isLabelled(.certificate)
      let bytes = try block.bytes()
      #expect(!isCertificate)
      #expect(bytes == [0, 0, 0])
    } else {
      Issue.record("no block")
    }
    let isOver = try reader.next() == nil
    #expect(isOver)
  }

  @Test(.peer("openssl", package: "openssl")) func whatOpenSSLWrites() throws {
    let issued = try Issued(providers[0].type)
    let text = try openssl(["x509", "-inform", "DER", "-text"], input: issued.server)
    #expect(try PEMReader.all(.certificate, in: ascii(text).span) == [issued.server])
  }

  private static let full = String(repeating: "A", count: 64)

  @Test(
    arguments: [
      ("-----BEGIN A-----", .endMissing, 1),
      ("-----BEGIN A-----\nAAAA\n", .endMissing, 2),
      ("-----BEGIN A-----\nAAAA\n-----BEGIN A-----\n", .endMissing, 3),
      ("\n-----END A-----", .endWithoutBegin, 2),
      ("-----BEGIN A-----\nAAAA\n-----END B-----", .labelsDiffer, 3),
      ("-----BEGIN A-----\nAAAA\n-----END AA-----", .labelsDiffer, 3),
      ("-----BEGIN A----\nAAAA\n-----END A-----", .boundary, 1),
      ("-----BEGIN A----- \nAAAA\n-----END A-----", .boundary, 1),
      ("-----BEGIN -----\nAAAA\n-----END -----", .boundary, 1),
      ("-----BEGIN ---", .boundary, 1),
      ("-----BEGIN A-----\nAAAA\n-----END A", .boundary, 3),
      ("-----BEGIN A-----\n-----END A-----", .empty, 1),
      ("-----BEGIN A-----\n\n-----END A-----", .lineLength(0), 2),
      ("-----BEGIN A-----\nAAAA\n\n-----END A-----", .lineLength(4), 2),
      ("-----BEGIN A-----\nAAAA\nAAAA\n-----END A-----", .lineLength(4), 2),
      ("-----BEGIN A-----\n\(full)\n\(full)A\n-----END A-----", .lineLength(65), 3),
      ("-----BEGIN A-----\nA\n-----END A-----", .notBase64, 2),
      ("-----BEGIN A-----\nAA\n-----END A-----", .notBase64, 2),
      ("-----BEGIN A-----\nAAA\n-----END A-----", .notBase64, 2),
      ("-----BEGIN A-----\nA===\n-----END A-----", .notBase64, 2),
      ("-----BEGIN A-----\n====\n-----END A-----", .notBase64, 2),
      ("-----BEGIN A-----\nA=AA\n-----END A-----", .notBase64, 2),
      ("-----BEGIN A-----\nAA=A\n-----END A-----", .notBase64, 2),
      ("-----BEGIN A-----\nAB==\n-----END A-----", .notBase64, 2),
      ("-----BEGIN A-----\nAAB=\n-----END A-----", .notBase64, 2),
      ("-----BEGIN A-----\nAA A\n-----END A-----", .notBase64, 2),
      ("-----BEGIN A-----\nAA-_\n-----END A-----", .notBase64, 2),
      ("-----BEGIN A-----\nAA==\n\(full)\n-----END A-----", .lineLength(4), 2),
      (
        "-----BEGIN A-----\n\(full.dropLast(2))==\n\(full)\n-----END A-----", .notBase64, 2
      ),
      ("-----BEGIN A-----\nProc-Type: 4,ENCRYPTED\n\n-----END A-----", .lineLength(22), 2),
    ] as [(String, PEMError.Fault, Int)])
  func whatIsNotPEM(text: String, fault: PEMError.Fault, line: Int) {
    do throws(PEMError) {
      var reader = PEMReader(ascii(text).span)
      while let block = try reader.next() { _ = try block.bytes() }
      Issue.record("accepted: \(text)")
    } catch {
      #expect(error.fault == fault)
      #expect(error.line == line)
    }
  }

  @Test func everyByteThatIsNoCharacterOfTheAlphabet() {
    let alphabet = ascii("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    for byte in UInt8.min ... .max where byte != 0x0a {
      let text =
        ascii("-----BEGIN A-----\nAA") + [byte] + ascii("A\n-----END A-----\n")
      let isRead = (try? read(text)) != nil
      #expect(isRead == alphabet.contains(byte), "\(byte)")
    }
  }

  @Test func aBufferThatIsTooSmall() throws {
    let text = pem(.certificate, SeededRandom.bytes(50, seed: 1).span)
    for room in 0..<50 {
      #expect(throws: PEMError.self) {
        try written(room: room) { out throws(PEMError) in
          var reader = PEMReader(text.span)
          if let block = try reader.next() { try block.decode(into: &out) }
        }
      }
    }
  }

  /// Whatever the bytes, the reader answers; and what it accepts, it reads as it was meant.
  @Test func garbage() throws {
    var random = SeededRandom(seed: 7)
    let good =
      pem(.certificate, random.bytes(100).span) + pem(.privateKey, random.bytes(138).span)
    var accepted = 0
    for _ in 0..<20_000 {
      var text = good
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let i = Int.random(in: 0..<text.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: text[i] = .random(in: 0...255, using: &random)
        case 1: text.remove(at: i)
        case 2: text.insert(text[Int.random(in: 0..<text.count, using: &random)], at: i)
        default: text.removeSubrange(i...)
        }
        if text.isEmpty { break }
      }
      if let blocks = try? read(text) {
        accepted += 1
        #expect(blocks.count <= 2)
      }
    }
    #expect(accepted > 0 && accepted < 20_000)
  }

  private func read(_ text: [UInt8]) throws(PEMError) -> [[UInt8]] {
    var reader = PEMReader(text.span)
    var blocks: [[UInt8]] = []
    while let block = try reader.next() { blocks.append(try block.bytes()) }
    return blocks
  }
}
