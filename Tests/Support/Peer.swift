// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// A program that others wrote and that we are tested against.
public enum Peer {
  public static var inCI: Bool { ProcessInfo.processInfo.environment["CI"] != nil }

  /// The program's path, or nil where it is not installed.
  public static func path(_ name: String) -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let folders = path.split(separator: ":").map(String.init) + ["/usr/sbin", "/sbin"]
    return folders.map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// The Python that `make setup` has given the peers written in it.
  public static let python = root.appendingPathComponent(".build-python/bin/python").path

  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static var hasPython: Bool { FileManager.default.isExecutableFile(atPath: python) }
}

extension Trait where Self == ConditionTrait {
  /// Skips on a user's machine if the program is missing, and says how to get it;
  /// in CI the test runs all the same, and fails.
  public static func peer(_ name: String, package: String) -> ConditionTrait {
    .enabled(
      if: Peer.inCI || Peer.path(name) != nil,
      "\(name) is not installed, so this test was not run; `apt-get install \(package)` brings it")
  }

  /// The same for a peer that is a Python package.
  public static func pythonPeer(_ package: String) -> ConditionTrait {
    .enabled(
      if: Peer.inCI || Peer.hasPython,
      "\(package) is not installed, so this test was not run; `make setup` brings it")
  }
}
