// SPDX-License-Identifier: Apache-2.0

/// Whose code does the work.
public enum CryptoLibrary: String, CaseIterable, Codable, Sendable {
  case openssl, mbedtls
}

public enum Algorithm: String, CaseIterable, Codable, Sendable {
  case aes128GCM = "aes-128-gcm"
  case sha256 = "sha-256"
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
  public var bytes: Int
  public var caller: Caller

  public init(_ algorithm: Algorithm, bytes: Int, _ caller: Caller) {
    self.algorithm = algorithm
    self.bytes = bytes
    self.caller = caller
  }

  public static let lengths = [64, 1024, 16384]

  public static let all = Algorithm.allCases.flatMap { algorithm in
    lengths.flatMap { bytes in
      Caller.allCases.map { Case(algorithm, bytes: bytes, $0) }
    }
  }
}

extension Case: LosslessStringConvertible {
  /// `aes-128-gcm/64/raw`
  public var description: String { "\(algorithm.rawValue)/\(bytes)/\(caller.rawValue)" }

  public init?(_ description: String) {
    let parts = description.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, let algorithm = Algorithm(rawValue: String(parts[0])),
      let bytes = Int(parts[1]), Case.lengths.contains(bytes),
      let caller = Caller(rawValue: String(parts[2]))
    else { return nil }
    self.init(algorithm, bytes: bytes, caller)
  }
}

/// A case in one of the child processes: one line of the measurement.
public struct Row: Hashable, Sendable {
  public var library: CryptoLibrary
  public var path: Path
  public var operation: Case

  public init(_ library: CryptoLibrary, _ path: Path, _ operation: Case) {
    self.library = library
    self.path = path
    self.operation = operation
  }

  /// `aes-128-gcm/64/openssl/hardware/raw`
  public var name: String {
    "\(operation.algorithm.rawValue)/\(operation.bytes)/\(library.rawValue)/\(path.rawValue)/"
      + operation.caller.rawValue
  }
}
