/* SPDX-License-Identifier: Apache-2.0 */
/* What a board gives to a program: a clock and two serial ports. Firmware/uart.c has them. */
#pragma once
#include <stdint.h>

/* Nanoseconds since the start. */
uint64_t board_now(void);
/* The next byte that came in on a port, 0 or 1; -1 if none did. */
int32_t board_receive(int32_t port);
/* Returns when the port has taken the byte. */
void board_send(int32_t port, uint8_t byte);
/* A character for whoever watches. */
void board_report(uint8_t byte);
