// SPDX-License-Identifier: Apache-2.0
#pragma once

// For measurements only: how often this thread calls for memory (malloc, calloc, realloc,
// posix_memalign, aligned_alloc), whoever's code it runs. What is freed is not counted.
void things_allocations_begin(void);
void things_allocations_end(void);

// Bytes that the whole process has from malloc now and has not given back; -1 where the C library
// does not say.
long things_allocated_bytes(void);

// The number since `begin`; -1 where the C library leaves no way to count.
long things_allocations(void);
