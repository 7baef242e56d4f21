// SPDX-License-Identifier: Apache-2.0

/// One library, made ready to be measured: what a child process is about.
public protocol Workshop {
  /// The library's name and number.
  var version: String { get }
  /// The processor's instructions that the library says it will use.
  var features: [String] { get }

  /// Whether the library asks, before it begins, if it may use the processor's instructions:
  /// where it does not ask, there is nothing to switch.
  func asks(_ algorithm: Algorithm) throws(OperationFailed) -> Bool

  /// Throws `OperationFailed.missing` for what the library lacks.
  func bench(_ operation: Case) throws(OperationFailed) -> Bench
}

/// Why an operation could not be done, in one sentence.
public struct OperationFailed: Error {
  public let what: String
  /// The library has no such algorithm; anything else is a fault.
  public let isMissing: Bool

  public init(_ what: String) {
    self.what = what
    isMissing = false
  }

  private init(missing: Void) {
    what = "missing"
    isMissing = true
  }

  public static let missing = OperationFailed(missing: ())
}
