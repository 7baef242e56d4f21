// SPDX-License-Identifier: Apache-2.0
// Embedded Swift asks for memory with posix_memalign, which picolibc has not.
#include <malloc.h>

int posix_memalign(void **block, size_t alignment, size_t size) {
  void *memory = memalign(alignment, size);
  if (!memory) return 12;  // ENOMEM
  *block = memory;
  return 0;
}
