// SPDX-License-Identifier: Apache-2.0
// Two instructions that Swift has no names for. Each function answers 1 if there was a number.
#pragma once
#include <stdint.h>

#if defined(__x86_64__)
#include <cpuid.h>

static inline int things_has_rdrand(void) {
  unsigned a, b, c, d;
  return __get_cpuid(1, &a, &b, &c, &d) && (c >> 30 & 1);
}

static inline int things_has_rdseed(void) {
  unsigned a, b, c, d;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b >> 18 & 1);
}

static inline int things_rdrand(uint64_t *number) {
  unsigned char good;
  __asm volatile("rdrand %0\n setc %1" : "=r"(*number), "=qm"(good)::"cc");
  return good;
}

static inline int things_rdseed(uint64_t *number) {
  unsigned char good;
  __asm volatile("rdseed %0\n setc %1" : "=r"(*number), "=qm"(good)::"cc");
  return good;
}

#else

static inline int things_has_rdrand(void) { return 0; }
static inline int things_has_rdseed(void) { return 0; }
static inline int things_rdrand(uint64_t *number) { return *number = 0, 0; }
static inline int things_rdseed(uint64_t *number) { return *number = 0, 0; }

#endif
