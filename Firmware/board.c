// SPDX-License-Identifier: Apache-2.0
// An emulated board (QEMU's mps2-an386, a Cortex-M4): runs the self-test and measures it.
#include <stdint.h>
#include <stdio.h>

#include "SelfTest.h"
#include "clock.h"
#include "measure.h"

// One line a part, for scripts/firmware.sh to read.

static int run(int number) {
  const char *name = self_test_name(number);
  printf("begin %s\n", name);  // whoever crashes is the last to have begun
  begin_measuring(stack_pointer());
  const char *wrong = self_test_run(number);
  struct cost cost = end_measuring();

  printf("part %s %s %lu %u %u %u\n", name, wrong ? "FAILED" : "passed",
         (unsigned long)cost.instructions, (unsigned)cost.stack, (unsigned)cost.heap,
         cost.allocations);
  if (wrong) printf("wrong %s: %s\n", name, wrong);
  if (cost.stack_ran_over) {
    printf("wrong %s: the stack ran over\n", name);
    return 1;
  }
  if (cost.bytes_kept) {
    printf("wrong %s: %d bytes of heap were not given back\n", name, cost.bytes_kept);
    return 1;
  }
  return wrong != NULL;
}

int main(void) {
  start_ticking();
  unsigned long million = count_a_million();
  printf("clock %lu\n", million);
  if (million != 1000000) {
    printf("wrong clock: a loop of 1000000 instructions was counted as %lu\n", million);
    return 1;
  }
  int failed = 0, number = 0;
  for (; self_test_name(number); number++) failed += run(number);
  printf("done %d %d\n", number, failed);
  return failed != 0;
}
