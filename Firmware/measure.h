// SPDX-License-Identifier: Apache-2.0
// What a piece of work costs on the emulated board: instructions, stack and heap.
#pragma once
#include <stddef.h>
#include <stdint.h>

struct cost {
  uint64_t instructions;
  size_t stack;  // the deepest it went below the one who began to measure
  size_t heap;   // the most that was in use at once
  unsigned allocations;
  int bytes_kept;  // heap that was not given back
  int stack_ran_over;
};

// Of a difference between two readings of ticks().
uint64_t instructions_between(uint64_t before, uint64_t after);

// Checks the clock on a loop of a million instructions: what it counted.
uint64_t count_a_million(void);

static inline __attribute__((always_inline)) char *stack_pointer(void) {
  char *sp;
  __asm volatile("mov %0, sp" : "=r"(sp));
  return sp;
}

// The caller's stack pointer goes in, so that only what is called after this is counted.
void begin_measuring(char *stack_pointer);
struct cost end_measuring(void);
