// SPDX-License-Identifier: Apache-2.0
// Does the time that a primitive takes depend on its secret? Two classes of runs, one with a
// fixed secret and one with random ones, in random order; if their means differ by more than
// chance allows, it does (Reparaz, Balasch, Verbauwhede, "Dude, is my code constant time?", 2017).
import CLeaks
import Foundation
import TestSupport

let rounds = 7
let seconds = CommandLine.arguments.dropFirst().first.flatMap(Double.init) ?? 0.7
/// A control must be found beyond the one, and ours stay below the other.
let (certain, quiet) = (10.0, 5.0)

func measure(_ subject: Subject, _ random: inout SeededRandom) -> (t: Double, runs: Int) {
  var times: [Double] = []
  var classes: [Bool] = []
  var secret = subject.fixed
  let end = leaks_seconds() + seconds
  while leaks_seconds() < end || times.count < 200 {
    let isFixed = random.next() & 1 == 0
    // Both classes do the same before the clock is read, in the same places.
    let mask: UInt8 = isFixed ? 0xFF : 0
    for i in secret.indices {
      secret[i] = subject.fixed[i] & mask | UInt8(truncatingIfNeeded: random.next()) & ~mask
    }
    subject.prepare()
    let start = leaks_cycles()
    subject.run(secret.span)
    times.append(Double(leaks_cycles() &- start))
    classes.append(isFixed)
  }
  let warm = times.count / 20
  return (strongest(Array(times[warm...]), Array(classes[warm...])), times.count)
}

let subjects = Subject.all()
var random = SeededRandom(seed: UInt64(leaks_cycles()))
var found = subjects.map { _ in [Double]() }
var runs = subjects.map { _ in 0 }
for _ in 0..<rounds {
  for (i, subject) in subjects.enumerated() {
    let (t, count) = measure(subject, &random)
    found[i].append(t)
    runs[i] += count
  }
}

func padded(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(0, width - text.count)) + text
}
func rounded(_ t: Double) -> String { "\((t * 10).rounded() / 10)" }

var (isVoid, leaks) = (false, false)
print("median of |t| over \(rounds) rounds; a control must pass \(certain), ours stay below \(quiet)")
for (i, subject) in subjects.enumerated() {
  // A leak has the same sign in each round, and noise has not.
  let t = abs(found[i].sorted()[rounds / 2])
  let verdict: String
  switch (subject.mustLeak, t) {
  case (true, certain...): verdict = "leaks, as it must"
  case (true, _): (verdict, isVoid) = ("NOT FOUND", true)
  case (false, ..<quiet): verdict = "no leak seen"
  case (false, _): (verdict, leaks) = ("LEAKS", true)
  }
  let name = subject.name + String(repeating: " ", count: max(0, 38 - subject.name.count))
  print("\(name)\(padded(rounded(t), 8))  \(padded("\(runs[i])", 8)) runs  \(verdict)")
}
if isVoid { print("leaks: a control was not found, so this run says nothing; try again on a quieter machine") }
exit(isVoid ? 2 : leaks ? 1 : 0)
