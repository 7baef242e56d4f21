// SPDX-License-Identifier: Apache-2.0
// RAND_METHOD is deprecated; what came after it is made per library context, and keeps
// one generator per thread that no program can seed.
#define OPENSSL_SUPPRESS_DEPRECATED
#define _GNU_SOURCE
#include "things_random.h"
#include <errno.h>
#include <openssl/rand.h>
#include <pthread.h>
#include <sys/random.h>
#include <time.h>

static _Thread_local int is_seeded;
static _Thread_local uint64_t state;

// SplitMix64.
static uint64_t next(void) {
  uint64_t z = state += 0x9E3779B97F4A7C15;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

static int draw(unsigned char *bytes, int count) {
  if (!is_seeded) return RAND_OpenSSL()->bytes(bytes, count);
  for (int i = 0; i < count; i += 8) {
    uint64_t word = next();
    for (int j = i; j < i + 8 && j < count; j++, word >>= 8) bytes[j] = (unsigned char)word;
  }
  return 1;
}

static int is_ready(void) { return is_seeded ? 1 : RAND_OpenSSL()->status(); }

static void install(void) {
  static const RAND_METHOD method = {0, draw, 0, 0, draw, is_ready};
  RAND_set_rand_method(&method);
}

// A program's own symbols come before the C library's: our mbedTLS draws from `getentropy`,
// and mbedTLS itself puts `time` into its randoms.
int getentropy(void *bytes, size_t count) {
  if (is_seeded) return draw(bytes, (int)count) == 1 ? 0 : -1;
  if (count > 256) {
    errno = EIO;
    return -1;
  }
  for (size_t done = 0; done < count;) {
    ssize_t got = getrandom((char *)bytes + done, count - done, 0);
    if (got < 0 && errno != EINTR) return -1;
    if (got > 0) done += (size_t)got;
  }
  return 0;
}

time_t time(time_t *out) {
  struct timespec real = {.tv_sec = 1800000000};
  if (!is_seeded) clock_gettime(CLOCK_REALTIME, &real);
  if (out) *out = real.tv_sec;
  return real.tv_sec;
}

void things_random_begin(uint64_t seed) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, install);
  is_seeded = 1;
  state = seed;
}

void things_random_end(void) { is_seeded = 0; }
