// SPDX-License-Identifier: Apache-2.0
// A main for Firmware/Node on the emulated board.
#include <stdint.h>

#include "clock.h"
#include "uart.h"

int32_t node_run(int32_t seconds);

int main(void) {
  start_ticking();
  open_ports();
  return node_run(20);
}
