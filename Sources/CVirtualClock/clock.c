// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "things_clock.h"
#include <sys/time.h>
#include <time.h>

static _Thread_local int64_t virtual_now = -1;

void things_clock_set(int64_t nanoseconds) { virtual_now = nanoseconds; }

// A program's own symbol comes before the C library's, for the shared libraries too.
int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  (void)zone;
  int64_t nanoseconds = virtual_now;
  if (nanoseconds < 0) {
    struct timespec real;
    if (clock_gettime(CLOCK_REALTIME, &real) != 0) return -1;
    nanoseconds = (int64_t)real.tv_sec * 1000000000 + real.tv_nsec;
  }
  now->tv_sec = nanoseconds / 1000000000;
  now->tv_usec = nanoseconds % 1000000000 / 1000;
  return 0;
}
