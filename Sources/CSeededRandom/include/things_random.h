// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <stdint.h>

// For tests and measurements only. From here on, all that OpenSSL and our mbedTLS draw in
// this thread comes from `seed`, and `time` stands still: whole handshakes repeat to the byte,
// and hide nothing from anybody who knows the seed.
void things_random_begin(uint64_t seed);

// This thread draws from the operating system again.
void things_random_end(void);
