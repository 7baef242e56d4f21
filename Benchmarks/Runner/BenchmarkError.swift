// SPDX-License-Identifier: Apache-2.0

/// Why there is no result, in one sentence.
public struct BenchmarkError: Error, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}
