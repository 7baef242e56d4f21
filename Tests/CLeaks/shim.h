// SPDX-License-Identifier: Apache-2.0
// For the leak tests: a fine clock, an empty cache, and what valgrind knows of a byte.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
static inline int things_under_valgrind(void) { return RUNNING_ON_VALGRIND != 0; }
static inline void things_make_undefined(const void *bytes, size_t count) {
  VALGRIND_MAKE_MEM_UNDEFINED(bytes, count);
}
static inline void things_make_defined(const void *bytes, size_t count) {
  VALGRIND_MAKE_MEM_DEFINED(bytes, count);
}
static inline void things_say_to_valgrind(const char *line) { VALGRIND_PRINTF("%s\n", line); }
static inline unsigned things_valgrind_errors(void) { return VALGRIND_COUNT_ERRORS; }
#else
static inline int things_under_valgrind(void) { return 0; }
static inline void things_make_undefined(const void *bytes, size_t count) {}
static inline void things_make_defined(const void *bytes, size_t count) {}
static inline void things_say_to_valgrind(const char *line) {}
static inline unsigned things_valgrind_errors(void) { return 0; }
#endif

// Ticks of the finest clock there is; only differences mean something.
static inline uint64_t things_ticks(void) {
#if defined(__x86_64__)
  uint32_t low, high;
  __asm volatile("lfence\n rdtsc\n lfence" : "=a"(low), "=d"(high)::"memory");
  return (uint64_t)high << 32 | low;
#elif defined(__aarch64__)
  uint64_t ticks;
  __asm volatile("isb\n mrs %0, cntvct_el0" : "=r"(ticks)::"memory");
  return ticks;
#else
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
#endif
}

// Takes these bytes out of every cache, as a neighbour's work does sooner or later.
static inline void things_evict(const void *bytes, size_t count) {
#if defined(__x86_64__)
  for (size_t i = 0; i < count; i += 64) __asm volatile("clflush (%0)" ::"r"((const char *)bytes + i) : "memory");
  __asm volatile("mfence" ::: "memory");
#elif defined(__aarch64__)
  for (size_t i = 0; i < count; i += 64) __asm volatile("dc civac, %0" ::"r"((const char *)bytes + i) : "memory");
  __asm volatile("dsb ish" ::: "memory");
#endif
}
