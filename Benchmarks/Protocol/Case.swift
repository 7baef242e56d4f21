// SPDX-License-Identifier: Apache-2.0

/// Whose code does the work.
public enum CryptoLibrary: String, CaseIterable, Codable, Sendable {
  case openssl, mbedtls, portable
  /// Only in `Benchmarks/Peers`.
  case swiftCrypto = "swift-crypto"

  /// Those that the book has a provider for.
  public static let ours: [CryptoLibrary] = [.openssl, .mbedtls, .portable]

  /// Plain Swift has no other instructions to choose from, and swift-crypto is measured as it
  /// comes.
  public var paths: [Path] {
    switch self {
    case .openssl, .mbedtls: [.hardware, .software]
    case .portable: [.software]
    case .swiftCrypto: [.hardware]
    }
  }
}

/// Whether the library may use the processor's own instructions for the algorithm.
public enum Path: String, CaseIterable, Codable, Sendable {
  case hardware, software
}

/// Who calls the library: its C functions by hand, or the book's provider.
public enum Caller: String, CaseIterable, Codable, Sendable {
  case raw, provider
}

/// One operation over one length of message, as a child process runs it.
public struct Case: Hashable, Sendable {
  public var algorithm: Algorithm
  /// Of the message; 0 where there is no choice.
  public var bytes: Int
  public var caller: Caller

  public init(_ algorithm: Algorithm, bytes: Int = 0, _ caller: Caller) {
    self.algorithm = algorithm
    self.bytes = bytes
    self.caller = caller
  }

  public static let lengths = [16, 64, 256, 1024, 4096, 16384]

  public static let all = cases()
  /// What `things bench crypto` measures.
  public static let crypto = all.filter { $0.algorithm.family != .certificate }
  /// What `things bench certificates` measures.
  public static let certificates = all.filter { $0.algorithm.family == .certificate }

  /// Every operation on these algorithms over these lengths.
  public static func cases(
    of algorithms: [Algorithm] = Algorithm.allCases, lengths: [Int] = lengths
  ) -> [Case] {
    algorithms.flatMap { algorithm in
      (algorithm.takesLengths ? lengths : [0]).flatMap { bytes in
        Caller.allCases.filter { $0 == .provider || algorithm.isCalledByHand }
          .map { Case(algorithm, bytes: bytes, $0) }
      }
    }
  }

  /// `aes-128-gcm/64`, or `x25519`.
  public var subject: String {
    algorithm.takesLengths ? "\(algorithm.rawValue)/\(bytes)" : algorithm.rawValue
  }
}

extension Case: LosslessStringConvertible {
  /// `aes-128-gcm/64/raw`, or `x25519/provider`.
  public var description: String { "\(subject)/\(caller.rawValue)" }

  public init?(_ description: String) {
    guard let known = Case.all.first(where: { $0.description == description }) else { return nil }
    self = known
  }
}
