// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <stdint.h>

// For tests and measurements only: nothing that a user runs is linked with this.
//
// From here on, all that libssl and libcrypto draw in this thread comes from `seed`: whole
// handshakes repeat to the byte, and hide nothing from anybody who knows the seed.
void things_random_begin(uint64_t seed);

// This thread draws from the operating system again.
void things_random_end(void);
