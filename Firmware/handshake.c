// SPDX-License-Identifier: Apache-2.0
// A main for Firmware/Handshake: one handshake, and what it cost.
#include <stdio.h>

#include "clock.h"
#include "measure.h"
#include "uart.h"

const char *handshake_run(void);

int main(void) {
  start_ticking();
  open_ports();
  begin_measuring(stack_pointer());
  const char *wrong = handshake_run();
  struct cost cost = end_measuring();
  printf("cost %u %u %u\n", (unsigned)cost.stack, (unsigned)cost.heap, cost.allocations);
  if (wrong) printf("wrong %s\n", wrong);
  if (cost.stack_ran_over) printf("wrong the stack ran over\n");
  if (cost.bytes_kept) printf("wrong %d bytes of heap were not given back\n", cost.bytes_kept);
  return wrong || cost.stack_ran_over || cost.bytes_kept;
}
