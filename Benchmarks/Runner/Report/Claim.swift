// SPDX-License-Identifier: Apache-2.0
import BenchmarkProtocol

/// Something that the book says about speed, and whether this run bears it out.
public struct Claim: Codable, Sendable {
  public var name: String
  /// In one sentence.
  public var says: String
  /// How many times as fast the one is as the other, at least.
  public var bar: Double
  /// How many times as fast it was, round by round; nil where one of the two is missing.
  public var speed: Spread?
  public var isMet: Bool

  public var verdict: String { speed == nil ? "missing" : isMet ? "met" : "not met" }
}

extension Claim {
  /// A claim before it is measured.
  struct Draft {
    var name: String
    var says: String
    var bar: Double
    var row: Row
    var other: Row
  }

  /// Those that these operations can judge.
  static func all(of operations: [Case]) -> [Draft] {
    (portable + provider + certificates).filter {
      operations.contains($0.row.operation) && operations.contains($0.other.operation)
    }
  }

  /// Plain Swift beside a library's portable C.
  private static let portable: [Draft] = [
    (Algorithm.chaCha20Poly1305, 1.5), (.sha256, 1), (.aes128GCM, 0.5), (.x25519, 5),
    (.p256ECDH, 2), (.p256Verify, 2),
  ].map { algorithm, bar in
    let operation = Case(algorithm, bytes: algorithm.takesLengths ? 16384 : 0, .provider)
    return Draft(
      name: "\(operation.subject)/portable-over-mbedtls-software",
      says: "\(label(operation)): plain Swift against mbedTLS's software path",
      bar: bar, row: Row(.portable, .software, operation),
      other: Row(.mbedtls, .software, operation))
  }

  /// What the book's protocols cost.
  private static let provider: [Draft] = [(16384, 0.97), (64, 0.75)].flatMap { bytes, bar in
    Algorithm.allCases.filter { $0.isCalledByHand && $0.takesLengths }.flatMap { algorithm in
      CryptoLibrary.allCases.filter(\.isCalledByHand).flatMap { library in
        library.paths.map { path in
          let operation = Case(algorithm, bytes: bytes, .provider)
          return Draft(
            name: "\(operation.subject)/\(library.rawValue)/\(path.rawValue)/provider-over-raw",
            says: "\(label(operation)): the provider over \(library.rawValue) (\(path.rawValue)) "
              + "against the call by hand",
            bar: bar, row: Row(library, path, operation),
            other: Row(library, path, Case(algorithm, bytes: bytes, .raw)))
        }
      }
    }
  }

  /// A chain of three, beside the library whose crypto it is verified with, and beside Swift's.
  private static let certificates: [Draft] = {
    let operation = Case(.chainParseAndVerify, .provider)
    let parse = Case(.certificateParse, .provider)
    let own = Row(.openssl, .hardware, operation)
    return [
      Draft(
        name: "\(operation.subject)/openssl/hardware/provider-over-raw",
        says: "a chain read and verified over OpenSSL's crypto, against X509_verify_cert",
        bar: 1, row: own,
        other: Row(.openssl, .hardware, Case(.chainParseAndVerify, .raw))),
      Draft(
        name: "\(operation.subject)/over-swift-certificates",
        says: "a chain read and verified over OpenSSL's crypto, against swift-certificates",
        bar: 3, row: own, other: Row(.swiftCrypto, .hardware, operation)),
      Draft(
        name: "\(parse.subject)/over-swift-certificates",
        says: "a certificate read, against swift-certificates",
        bar: 3, row: Row(.openssl, .hardware, parse), other: Row(.swiftCrypto, .hardware, parse)),
    ]
  }()

  private static func label(_ operation: Case) -> String {
    operation.algorithm.takesLengths
      ? "\(operation.algorithm.rawValue), \(grouped(Double(operation.bytes))) bytes"
      : operation.algorithm.rawValue
  }
}

extension Measurement {
  /// Nil where the library has no such path.
  func judge(_ draft: Claim.Draft) -> Claim? {
    let speed = ratio(draft.other, over: draft.row)
    guard
      speed != nil || draft.row.library == .portable || draft.other.library == .swiftCrypto
    else { return nil }
    return Claim(
      name: draft.name, says: draft.says, bar: draft.bar, speed: speed,
      isMet: (speed?.median ?? 0) >= draft.bar)
  }
}

/// Something that the book says about memory: no more than so much.
public struct Limit: Codable, Sendable {
  public var name: String
  /// In one sentence.
  public var says: String
  public var most: Double
  /// Nil where it could not be counted.
  public var value: Double?
  public var isMet: Bool

  public var verdict: String { value == nil ? "missing" : isMet ? "met" : "not met" }
}

extension Measurement {
  func limits(of operations: [Case]) -> [Limit] {
    guard operations.contains(where: { $0.algorithm.family == .certificate }) else { return [] }
    let parse = Row(.openssl, .hardware, Case(.certificateParse, .provider))
    let issue = Row(.openssl, .hardware, Case(.certificateIssue, .provider))
    let growth = memory[issue].map { Double($0.last - $0.first) }
    return [
      Limit(
        name: "certificate-parse/allocations", says: "calls for memory to read a certificate",
        most: 2, value: allocations[parse]),
      // Less than the least that malloc gives, 32 bytes, for each of the 9,000; the heap itself
      // grows in steps of 128.
      Limit(
        name: "certificate-issue/growth",
        says: "kilobytes more after 10,000 certificates issued than after 1,000",
        most: 256, value: growth),
    ]
  }
}

extension Limit {
  init(name: String, says: String, most: Double, value: Double?) {
    self.init(
      name: name, says: says, most: most, value: value,
      isMet: value.map { $0 <= most } ?? false)
  }
}
