// SPDX-License-Identifier: Apache-2.0
import TestSupport

/// An authority, a server and a device, made by our own command line.
public struct PKI: Sendable {
  public let folder: TemporaryFolder

  public struct NotMade: Error { public let errors: String }

  public init() throws {
    folder = try TemporaryFolder()
    try make("init")
    try make("issue", "--server", "localhost", "--server", "127.0.0.1")
    try make("issue", "--device", "SN-1")
  }

  public func make(_ verb: String, _ arguments: String...) throws {
    let made = try TestSupport.run(
      Things.path, ["ca", verb, "--directory", folder.path] + arguments)
    guard made.status == 0 else { throw NotMade(errors: made.errorText) }
  }

  public func file(_ name: String) -> String { "\(folder.path)/\(name)" }
}
