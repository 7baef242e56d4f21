// SPDX-License-Identifier: Apache-2.0
import BenchmarkProtocol

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

  /// `aes-128-gcm/64/openssl/hardware/raw`, or `x25519/openssl/hardware/provider`
  public var name: String {
    "\(operation.subject)/\(library.rawValue)/\(path.rawValue)/\(operation.caller.rawValue)"
  }
}
