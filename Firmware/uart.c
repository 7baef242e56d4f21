// SPDX-License-Identifier: Apache-2.0
// What the emulated board (QEMU's mps2-an386) gives to a program: a clock and two serial ports.
#include <stdio.h>

#include "Board/board.h"
#include "clock.h"
#include "uart.h"

// CMSDK APB UART, Arm DDI 0479C, 4.3: data, state, control, and a divider that must be 16 or more.
typedef volatile struct {
  uint32_t data, state, control, interrupt, divider;
} Uart;
static Uart *const uarts[] = {(Uart *)0x40004000, (Uart *)0x40005000};
#define TX_FULL 1u
#define RX_FULL 2u
#define TX_AND_RX 3u

void open_ports(void) {
  for (int port = 0; port < 2; port++) {
    uarts[port]->divider = 16;
    uarts[port]->control = TX_AND_RX;
  }
}

uint64_t board_now(void) { return ticks() * NANOSECONDS_PER_TICK; }

int32_t board_receive(int32_t port) {
  return uarts[port]->state & RX_FULL ? (int32_t)(uarts[port]->data & 0xFF) : -1;
}

void board_send(int32_t port, uint8_t byte) {
  while (uarts[port]->state & TX_FULL) {
  }
  uarts[port]->data = byte;
}

void board_report(uint8_t byte) { putchar(byte); }
