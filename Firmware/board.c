// SPDX-License-Identifier: Apache-2.0
// An emulated board (QEMU's mps2-an386, a Cortex-M4): runs the self-test and measures it.
//
// Under `-icount shift=6` each instruction takes 64 ns of virtual time, and SysTick counts down
// once in 40 ns, so a difference of ticks is exactly 8/5 of the instructions in between.
// Instructions are not cycles: a real Cortex-M4 needs one cycle for some and twelve for others.
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "SelfTest.h"
#include "clock.h"

static uint64_t instructions_between(uint64_t before, uint64_t after) {
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

// Stack: painted below the stack pointer before a part runs, read back after it.

extern char __heap_end[], __stack[];  // the stack grows from __stack down to __heap_end
#define PAINT 0xA5A5A5A5u

static uint32_t *stack_pointer(void) {
  uint32_t *sp;
  __asm volatile("mov %0, sp" : "=r"(sp));
  return sp;
}

static __attribute__((noinline)) void paint_stack(void) {
  uint32_t *end = stack_pointer() - 16;
  for (volatile uint32_t *p = (uint32_t *)__heap_end; (uint32_t *)p < end; p++) *p = PAINT;
}

static __attribute__((noinline)) size_t painted_stack(void) {
  const volatile uint32_t *p = (uint32_t *)__heap_end;
  while ((char *)p < __stack && *p == PAINT) p++;
  return (char *)p - __heap_end;
}

// Heap: Embedded Swift asks for memory with posix_memalign and gives it back with free.
// The linker sends both here (--wrap), so every block is counted.

extern void __real_free(void *block);
static size_t heap_now, heap_peak, allocations;

int __wrap_posix_memalign(void **block, size_t alignment, size_t size) {
  void *memory = memalign(alignment, size);
  if (!memory) return 12;  // ENOMEM
  heap_now += malloc_usable_size(memory);
  if (heap_now > heap_peak) heap_peak = heap_now;
  allocations++;
  *block = memory;
  return 0;
}

void __wrap_free(void *block) {
  if (block) heap_now -= malloc_usable_size(block);
  __real_free(block);
}

// One line a part, for scripts/firmware.sh to read.

static int run(int number) {
  size_t before_heap = heap_now;
  heap_peak = heap_now;
  allocations = 0;
  printf("begin %s\n", self_test_name(number));  // whoever crashes is the last to have begun
  paint_stack();
  char *top = (char *)stack_pointer();
  uint64_t before = ticks();
  const char *wrong = self_test_run(number);
  uint64_t after = ticks();
  size_t untouched = painted_stack();
  size_t stack = top - (__heap_end + untouched);

  printf("part %s %s %lu %u %u %u\n", self_test_name(number), wrong ? "FAILED" : "passed",
         (unsigned long)instructions_between(before, after), (unsigned)stack,
         (unsigned)(heap_peak - before_heap), (unsigned)allocations);
  if (wrong) printf("wrong %s: %s\n", self_test_name(number), wrong);
  if (untouched == 0) {
    printf("wrong %s: the stack ran over\n", self_test_name(number));
    return 1;
  }
  if (heap_now != before_heap) {
    printf("wrong %s: %d bytes of heap were not given back\n", self_test_name(number),
           (int)(heap_now - before_heap));
    return 1;
  }
  return wrong != NULL;
}

int main(void) {
  start_ticking();
  uint64_t million = cost_of_spinning(600000) - cost_of_spinning(100000);
  printf("clock %lu\n", (unsigned long)million);
  if (million != 1000000) {
    printf("wrong clock: a loop of 1000000 instructions was counted as %lu\n",
           (unsigned long)million);
    return 1;
  }
  int failed = 0, number = 0;
  for (; self_test_name(number); number++) failed += run(number);
  printf("done %d %d\n", number, failed);
  return failed != 0;
}
