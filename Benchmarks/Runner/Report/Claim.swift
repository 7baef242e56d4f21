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
    (portable + provider).filter {
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
    Algorithm.allCases.filter(\.isCalledByHand).flatMap { algorithm in
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
    guard speed != nil || draft.row.library == .portable else { return nil }
    return Claim(
      name: draft.name, says: draft.says, bar: draft.bar, speed: speed,
      isMet: (speed?.median ?? 0) >= draft.bar)
  }
}
