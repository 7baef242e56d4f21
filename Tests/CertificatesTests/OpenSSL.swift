// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// Runs `openssl` and insists that it succeeds.
@discardableResult
func openssl(_ arguments: [String], input: [UInt8] = []) throws -> String {
  let finished = try run("openssl", arguments, input: input)
  try #require(
    finished.status == 0,
    "openssl \(arguments.joined(separator: " ")): \(finished.outputText)\(finished.errorText)")
  return finished.outputText
}

/// What OpenSSL's path validation says: nil if it accepts, else its own words.
func complaint(_ arguments: [String]) throws -> String? {
  let finished = try run("openssl", ["verify", "-x509_strict"] + arguments)
  return finished.status == 0 ? nil : finished.outputText + finished.errorText
}

extension TemporaryFolder {
  func read(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")))
  }
}
