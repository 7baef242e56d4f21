// SPDX-License-Identifier: Apache-2.0
// An image with one operation (-DONLY=its function), with all (-DEVERYTHING) or with none: the
// difference of their sizes is the flash that the operation takes. Nobody runs it.
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "BenchBoard/bench.h"
#include "BenchBoard/operations.h"

void bench_ready(void) {}
void bench_done(void) {}
void __real_free(void *block);
void __wrap_free(void *block) { __real_free(block); }
int __wrap_posix_memalign(void **block, size_t alignment, size_t size) {
  *block = memalign(alignment, size);
  return *block ? 0 : 12;
}
void *__wrap_calloc(size_t count, size_t size) {
  void *memory = malloc(count * size);
  return memory ? memset(memory, 0, count * size) : memory;
}

#define DECLARE(function, name, grows) int32_t function(int32_t count);
BENCH_OPERATIONS(DECLARE)

// What every image has: the inputs, and what of the C library any operation may ask for.
static const void *volatile everywhere[] = {
  bench_key, bench_nonce, bench_data, bench_message, bench_x25519_scalar, bench_x25519_peer,
  bench_p256_scalar, bench_p256_peer, bench_p256_signature, bench_ed25519_scalar,
  bench_ed25519_public, bench_ed25519_signature, bench_rsa_public, bench_rsa_signature,
  bench_text, bench_output, bench_ready, bench_done,
  __wrap_posix_memalign, __wrap_calloc, __wrap_free, memcpy, memmove, memset, memcmp,
};

int main(void) {
  int touched = 0;
  for (size_t i = 0; i < sizeof everywhere / sizeof *everywhere; i++)
    touched += everywhere[i] != NULL;
#ifdef ONLY
  touched += ONLY(64);
#endif
#ifdef EVERYTHING
#define CALL(function, name, grows) touched += function(64);
  BENCH_OPERATIONS(CALL)
#endif
  return touched;
}
