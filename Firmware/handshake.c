// SPDX-License-Identifier: Apache-2.0
// A main for Firmware/Handshake: one handshake, and what it cost.
#include <stdio.h>

#include "clock.h"
#include "measure.h"
#include "uart.h"

const char *handshake_run(void);

// Without printf, which is longer than the keys of this connection.
static void put_number(uint32_t number) {
  char digits[11], *first = digits + sizeof digits;
  *--first = 0;
  do *--first = '0' + number % 10;
  while ((number /= 10) > 0);
  putchar(' ');
  fputs(first, stdout);
}

int main(void) {
  start_ticking();
  open_ports();
  begin_measuring(stack_pointer());
  const char *wrong = handshake_run();
  struct cost cost = end_measuring();
  fputs("cost", stdout);
  put_number(cost.stack);
  put_number(cost.heap);
  puts("");
  if (wrong) puts(wrong);
  if (cost.stack_ran_over) puts("wrong the stack ran over");
  if (cost.bytes_kept) puts("wrong some heap was not given back");
  return wrong || cost.stack_ran_over || cost.bytes_kept;
}
