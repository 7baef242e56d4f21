// SPDX-License-Identifier: Apache-2.0
import CSeededRandom

/// Both libraries draw from a seed while `body` runs, and the calendar stands still.
enum Seeded {
  static func libraries<R>(_ seed: UInt64, _ body: () throws -> R) rethrows -> R {
    things_random_begin(seed)
    defer { things_random_end() }
    return try body()
  }
}
