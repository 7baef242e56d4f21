// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TLS

extension LabOptions {
  /// Only what we wrote ourselves can be looked into.
  func validate(for engine: EngineOptions) throws {
    guard trace == nil || engine.engine == .book else {
      throw ValidationError(
        "\(engine.engine.rawValue)'s engine cannot be traced; take the book's with --engine book")
    }
  }
}
