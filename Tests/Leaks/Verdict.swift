// SPDX-License-Identifier: Apache-2.0
import Foundation
import LeakSubjects

/// What the lots say of a subject together.
struct Verdict {
  /// Reparaz and others call it a leak beyond 10; below 4.5 nothing was seen.
  static let threshold = 10.0
  /// Nor is it a leak below this part of the time. We set it after we had seen HKDF beyond 10 in
  /// some runs, by 0.01 to 0.06 % and for no reason that we found; AES by tables differs by over
  /// 1 %.
  static let smallestPart = 0.001

  let line: String
  let isAsItMustBe: Bool

  init(_ subject: Subject, _ results: [Lot.Result], of lots: Int) {
    let name = subject.name.padding(toLength: 26, withPad: " ", startingAt: 0)
    guard results.count == lots else {
      line = "\(name) COULD NOT BE RUN in each of the lots"
      isAsItMustBe = false
      return
    }
    // A leak has the same sign in every lot, and chance has not.
    let median = results.sorted { $0.t < $1.t }[lots / 2]
    let (t, part) = (median.t.magnitude, median.part.magnitude)
    let leaks = t > Self.threshold && part > Self.smallestPart
    let verdict =
      switch (leaks, subject.isOurs) {
      case (true, true): "LEAKS"
      case (false, true): t > Self.threshold ? "less than it takes to be a leak" : "nothing seen"
      case (true, false): "leaks, as a control must"
      case (false, false): "NOT FOUND, so this run proves nothing"
      }
    let numbers = String(
      format: "%8.1f  %8.4f %%  %7d", t, 100 * part, median.measurements)
    line = "\(name) \(numbers) a lot   \(verdict)"
    isAsItMustBe = leaks != subject.isOurs
  }
}
