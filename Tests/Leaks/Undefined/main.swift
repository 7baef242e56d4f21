// SPDX-License-Identifier: Apache-2.0
// Run by scripts/undefined.sh under valgrind, which is told that every secret is undefined.
// It reports each jump and each address that depends on one: a leak, whatever a clock says.
import CLeaks
import Foundation

guard leaks_is_watched() != 0 else {
  print("leaks: run scripts/undefined.sh; without valgrind, or its header, nothing is watched")
  exit(2)
}
for check in Check.all() {
  leaks_log("\(check.mustLeak ? "control" : "check"): \(check.name)")
  check.run()
}
leaks_log("end")
