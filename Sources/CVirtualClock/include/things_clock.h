// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <stdint.h>

// While this is set (per thread), `gettimeofday` in this program answers it: libssl's DTLS
// timers have no other way to be told the time. Nanoseconds; negative for the real clock.
void things_clock_set(int64_t nanoseconds);
