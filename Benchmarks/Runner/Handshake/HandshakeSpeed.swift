// SPDX-License-Identifier: Apache-2.0

/// How quick each engine is, and how much memory it takes.
public struct HandshakeSpeed: Codable, Sendable {
  public static func measure(
    quick: Bool, progress: (String) -> Void
  ) async throws -> HandshakeSpeed { HandshakeSpeed() }

  public func text() -> String { "" }
  public var figures: [String: String] { [:] }
}
