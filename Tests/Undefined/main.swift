// SPDX-License-Identifier: Apache-2.0
// Runs everything that is given a secret with the secret's bytes undefined, as valgrind
// understands it: to branch on them, or to look up a place by them, is then an error.
// scripts/undefined.sh reads what valgrind says.
import CLeaks
import Foundation
import LeakSubjects
import Primitives

guard things_under_valgrind() == 1 else {
  print("this runs under valgrind only; scripts/undefined.sh does that")
  exit(2)
}

var failed = false
for subject in Subject.all {
  let secret = (0..<subject.count).map { UInt8(truncatingIfNeeded: 37 &* $0 &+ 11) }
  secret.withUnsafeBufferPointer { things_make_undefined($0.baseAddress, $0.count) }
  things_say_to_valgrind("subject: \(subject.isOurs ? "ours" : "control"): \(subject.name)")
  do throws(CryptoError) {
    _ = try subject.run(secret.span)
  } catch {
    print("\(subject.name) could not be run: \(error)")
    failed = true
  }
}
exit(failed ? 1 : 0)
