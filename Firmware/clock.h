// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <stdint.h>

// The board's processor counts at 25 MHz.
#define NANOSECONDS_PER_TICK 40

void start_ticking(void);
uint64_t ticks(void);
