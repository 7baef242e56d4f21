// SPDX-License-Identifier: Apache-2.0
// Runs every operation of BenchBoard/operations.h and says what it cost, one line a run. The
// operations are linked in, from Firmware/Bench or from Firmware/mbedTLS.
#include <stdio.h>
#include <string.h>

#include "BenchBoard/bench.h"
#include "BenchBoard/operations.h"
#include "clock.h"
#include "measure.h"

static uint64_t begun, ready, done;
void bench_ready(void) { ready = ticks(); }
void bench_done(void) { done = ticks(); }

#define DECLARE(function, name, grows) int32_t function(int32_t count);
BENCH_OPERATIONS(DECLARE)

// FNV-1a over what came out: both implementations must have computed the same.
static uint32_t fingerprint(uint32_t hash, const uint8_t *bytes, size_t count) {
  for (size_t i = 0; i < count; i++) hash = (hash ^ bytes[i]) * 16777619u;
  return hash;
}

static int32_t nothing(int32_t count) {
  (void)count;
  bench_ready();
  bench_done();
  return BENCH_DONE;
}
static uint64_t overhead;

static int run(int32_t (*operation)(int32_t), const char *name, int32_t count) {
  for (int i = 0; i < BENCH_LONGEST; i++) bench_text()[i] = (uint8_t)i;
  memset(bench_output(), 0, 256);
  begin_measuring(stack_pointer());
  begun = ticks();
  int32_t outcome = operation(count);
  struct cost cost = end_measuring();
  if (operation == nothing) {
    overhead = instructions_between(ready, done);
    return 0;
  }
  if (outcome == BENCH_MISSING) {
    printf("missing %s\n", name);
    return 0;
  }
  if (outcome != BENCH_DONE || cost.stack_ran_over || cost.bytes_kept) {
    printf("failed %s %d: %s\n", name, (int)count,
           cost.stack_ran_over ? "the stack ran over"
           : cost.bytes_kept   ? "heap was not given back"
                               : "a wrong answer");
    return 1;
  }
  uint32_t came_out = fingerprint(2166136261u, bench_output(), 256);
  came_out = fingerprint(came_out, bench_text(), BENCH_LONGEST);
  printf("cost %s %d %lu %lu %u %u %u %08lx\n", name, (int)count,
         (unsigned long)(instructions_between(begun, ready) - overhead),
         (unsigned long)(instructions_between(ready, done) - overhead), (unsigned)cost.stack,
         (unsigned)cost.heap, cost.allocations, (unsigned long)came_out);
  return 0;
}

int main(void) {
  start_ticking();
  printf("clock %lu\n", (unsigned long)count_a_million());
  int failed = run(nothing, "nothing", 0);
#define RUN(function, name, grows)                 \
  failed += run(function, name, grows ? 64 : 0);   \
  if (grows) {                                     \
    failed += run(function, name, 1024);           \
    failed += run(function, name, BENCH_LONGEST);  \
  }
  BENCH_OPERATIONS(RUN)
  printf("done %d\n", failed);
  return failed != 0;
}
