// SPDX-License-Identifier: Apache-2.0
// Looks with a stopwatch for secrets that show, in our code and in two controls that leak.
//   SecretsOnTheClock [SECONDS]: how long each subject is timed, 5 by default.
// Exit code 0 only if every control was found and nothing of ours was.
import Foundation
import LeakSubjects

/// Each lot is a process of its own, so that memory lies elsewhere in each: what one layout makes
/// of a value is no leak of the code, and a leak of the code shows in every layout.
let lots = 5
let words = Array(CommandLine.arguments.dropFirst())
let isLot = words.first == "lot"
let seconds = (isLot ? words.dropFirst() : words[...]).first.map { Double($0) ?? 0 } ?? 5
guard 0.1...600 ~= seconds else {
  print("the time for a subject is a number of seconds between 0.1 and 600")
  exit(2)
}
if isLot {
  Lot.run(seconds: seconds / Double(lots))
  exit(0)
}

print(
  """
  Welch's t over fixed and random secrets, the median of \(lots) lots, and by which part of the
  time the two differ; a leak is above \(Verdict.threshold) and \(100 * Verdict.smallestPart) %

  """)
var results: [String: [Lot.Result]] = [:]
for number in 1...lots {
  for result in try Lot.inAnotherProcess(seconds: seconds) {
    results[result.name, default: []].append(result)
  }
  say("lot \(number) of \(lots) done")
}
let verdicts = Subject.all.map { Verdict($0, results[$0.name] ?? [], of: lots) }
for verdict in verdicts { print(verdict.line) }
exit(verdicts.allSatisfy(\.isAsItMustBe) ? 0 : 1)
