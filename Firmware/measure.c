// SPDX-License-Identifier: Apache-2.0
// Under `-icount shift=6` each instruction takes 64 ns of virtual time, and SysTick counts down
// once in 40 ns, so a difference of ticks is exactly 8/5 of the instructions in between.
// Instructions are not cycles: a real Cortex-M4 needs one cycle for some and twelve for others.
#include "measure.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

uint64_t instructions_between(uint64_t before, uint64_t after) {
  return ((after - before) * 5 + 4) / 8;
}

// A loop whose length we know: 2 instructions a turn, so the clock is checked, not believed.

static void spin(uint32_t turns) {
  __asm volatile("1: subs %0, #1 \n bne 1b" : "+l"(turns)::"cc");
}

static uint64_t cost_of_spinning(uint32_t turns) {
  uint64_t before = ticks();
  spin(turns);
  return instructions_between(before, ticks());
}

uint64_t count_a_million(void) { return cost_of_spinning(600000) - cost_of_spinning(100000); }

// Stack: painted below the stack pointer before the work, read back after it.

extern char __heap_end[], __stack[];  // the stack grows from __stack down to __heap_end
#define PAINT 0xA5A5A5A5u

static __attribute__((noinline)) void paint_stack(void) {
  uint32_t *end = (uint32_t *)stack_pointer() - 16;
  for (volatile uint32_t *p = (uint32_t *)__heap_end; (uint32_t *)p < end; p++) *p = PAINT;
}

static __attribute__((noinline)) size_t painted_stack(void) {
  const volatile uint32_t *p = (uint32_t *)__heap_end;
  while ((char *)p < __stack && *p == PAINT) p++;
  return (char *)p - __heap_end;
}

// Heap: Embedded Swift asks for memory with posix_memalign, C with calloc, and both give it back
// with free. The linker sends them here (--wrap), so every block is counted.

extern void __real_free(void *block);
static size_t heap_now, heap_peak, allocations;

static void *counted(void *memory) {
  if (!memory) return memory;
  heap_now += malloc_usable_size(memory);
  if (heap_now > heap_peak) heap_peak = heap_now;
  allocations++;
  return memory;
}

int __wrap_posix_memalign(void **block, size_t alignment, size_t size) {
  void *memory = counted(memalign(alignment, size));
  if (!memory) return 12;  // ENOMEM
  *block = memory;
  return 0;
}

// What is asked for here is a few kilobytes at most, so the product does not overflow.
void *__wrap_calloc(size_t count, size_t size) {
  void *memory = counted(malloc(count * size));
  return memory ? memset(memory, 0, count * size) : memory;
}

void __wrap_free(void *block) {
  if (block) heap_now -= malloc_usable_size(block);
  __real_free(block);
}

static size_t heap_before;
static char *top;
static uint64_t before;

void begin_measuring(char *stack_pointer) {
  heap_before = heap_peak = heap_now;
  allocations = 0;
  top = stack_pointer;
  paint_stack();
  before = ticks();
}

struct cost end_measuring(void) {
  uint64_t after = ticks();
  size_t untouched = painted_stack();
  return (struct cost){
    .instructions = instructions_between(before, after),
    .stack = top - (__heap_end + untouched),
    .heap = heap_peak - heap_before,
    .allocations = allocations,
    .bytes_kept = (int)(heap_now - heap_before),
    .stack_ran_over = untouched == 0,
  };
}
