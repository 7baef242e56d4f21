// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A token of SoftHSM's in a folder of its own, with one user and one PIN.
public final class SoftHSM: Sendable {
  public static let pin = "24680"
  public static let token = "things"

  public let folder: TemporaryFolder
  /// For every process that uses the token.
  public var environment: [String: String] { ["SOFTHSM2_CONF": "\(folder.path)/softhsm2.conf"] }

  public init() throws {
    folder = try TemporaryFolder()
    let tokens = "\(folder.path)/tokens"
    try FileManager.default.createDirectory(atPath: tokens, withIntermediateDirectories: true)
    let configuration = "directories.tokendir = \(tokens)\nlog.level = ERROR\n"
    try folder.write("softhsm2.conf", Array(configuration.utf8))
    try addToken(named: Self.token)
  }

  public func addToken(named name: String) throws {
    let made = try run(
      "softhsm2-util",
      ["--init-token", "--free", "--label", name, "--pin", Self.pin, "--so-pin", "13579"],
      environment: environment)
    guard made.status == 0 else { throw NoToken(reason: made.errorText) }
  }

  public struct NoToken: Error {
    let reason: String
  }

  /// Where distributions put the module.
  public static var module: String {
    let places = [
      "/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so",
      "/usr/lib64/pkcs11/libsofthsm2.so", "/opt/homebrew/lib/softhsm/libsofthsm2.so",
    ]
    return places.first(where: FileManager.default.fileExists) ?? places[0]
  }
}
