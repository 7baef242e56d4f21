// SPDX-License-Identifier: Apache-2.0
#include "things_allocations.h"
#include <stdlib.h>

#if defined(__GLIBC__)
#include <errno.h>
#include <malloc.h>

// A program's symbol goes before a library's, so all that is loaded calls these; they pass the
// call on to the C library's own, under the names that it keeps for this. `free` stays its own.
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static _Thread_local int counting __attribute__((tls_model("initial-exec")));
static _Thread_local long calls __attribute__((tls_model("initial-exec")));

void *malloc(size_t size) {
  calls += counting;
  return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
  calls += counting;
  return __libc_calloc(count, size);
}

void *realloc(void *old, size_t size) {
  calls += counting;
  return __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  calls += counting;
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **place, size_t alignment, size_t size) {
  calls += counting;
  if (alignment % sizeof(void *) != 0 || (alignment & (alignment - 1)) != 0 || alignment == 0)
    return EINVAL;
  void *memory = __libc_memalign(alignment, size);
  if (memory == NULL) return ENOMEM;
  *place = memory;
  return 0;
}

void things_allocations_begin(void) {
  calls = 0;
  counting = 1;
}

void things_allocations_end(void) { counting = 0; }

long things_allocations(void) { return calls; }

long things_allocated_bytes(void) {
#if __GLIBC_PREREQ(2, 33)
  struct mallinfo2 all = mallinfo2();
  return (long)(all.uordblks + all.hblkhd);
#else
  return -1;
#endif
}
#else
void things_allocations_begin(void) {}
void things_allocations_end(void) {}
long things_allocations(void) { return -1; }
long things_allocated_bytes(void) { return -1; }
#endif
