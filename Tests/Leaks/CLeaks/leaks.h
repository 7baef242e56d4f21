// SPDX-License-Identifier: Apache-2.0
// What the leak tests need and Swift does not have: a clock that counts cycles, a way to throw
// memory out of the caches, and valgrind's client requests.
#ifndef LEAKS_H
#define LEAKS_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#if defined(__x86_64__)
#include <x86intrin.h>

// The fences keep what is measured between its two readings.
static inline uint64_t leaks_cycles(void) {
  _mm_lfence();
  uint64_t now = __rdtsc();
  _mm_lfence();
  return now;
}

static inline void leaks_evict(const void *start, size_t count) {
  for (size_t i = 0; i < count; i += 64) _mm_clflush((const char *)start + i);
  _mm_mfence();
}
#elif defined(__aarch64__)
static inline uint64_t leaks_cycles(void) {
  uint64_t now;
  __asm__ volatile("isb\n mrs %0, cntvct_el0\n isb" : "=r"(now)::"memory");
  return now;
}

static inline void leaks_evict(const void *start, size_t count) {
  for (size_t i = 0; i < count; i += 64)
    __asm__ volatile("dc civac, %0" ::"r"((const char *)start + i) : "memory");
  __asm__ volatile("dsb sy" ::: "memory");
}
#else
static inline uint64_t leaks_cycles(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static inline void leaks_evict(const void *start, size_t count) {
  (void)start;
  (void)count;
}
#endif

static inline double leaks_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>

static inline int leaks_is_watched(void) { return RUNNING_ON_VALGRIND > 0; }
static inline void leaks_make_secret(const void *start, size_t count) {
  VALGRIND_MAKE_MEM_UNDEFINED(start, count);
}
static inline void leaks_make_public(const void *start, size_t count) {
  VALGRIND_MAKE_MEM_DEFINED(start, count);
}
static inline void leaks_log(const char *line) { VALGRIND_PRINTF("%s\n", line); }
#else
static inline int leaks_is_watched(void) { return 0; }
static inline void leaks_make_secret(const void *start, size_t count) {
  (void)start;
  (void)count;
}
static inline void leaks_make_public(const void *start, size_t count) {
  (void)start;
  (void)count;
}
static inline void leaks_log(const char *line) { (void)line; }
#endif

#endif
