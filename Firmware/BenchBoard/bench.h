/* SPDX-License-Identifier: Apache-2.0 */
/* What scripts/device-bench.sh measures, on both sides: Firmware/Bench has it in Swift, and
   Firmware/mbedTLS in C. An operation is a function that takes a number of bytes. */
#pragma once
#include <stdint.h>

#define BENCH_DONE 0
#define BENCH_FAILED 1
#define BENCH_MISSING 2

/* An operation makes its key's context, says that it is ready, does its work, and says that it
   is done; what lies between is what is counted. */
void bench_ready(void);
void bench_done(void);

/* What an operation reads. */
struct bench_bytes {
  const uint8_t *start;
  int32_t count;
};
struct bench_bytes bench_key(int32_t count);
struct bench_bytes bench_nonce(void);
/* As much as a TLS 1.3 record authenticates. */
struct bench_bytes bench_data(void);
struct bench_bytes bench_message(void);
struct bench_bytes bench_x25519_scalar(void);
struct bench_bytes bench_x25519_peer(void);
struct bench_bytes bench_p256_scalar(void);
struct bench_bytes bench_p256_peer(void);
struct bench_bytes bench_p256_signature(void);
struct bench_bytes bench_ed25519_scalar(void);
struct bench_bytes bench_ed25519_public(void);
struct bench_bytes bench_ed25519_signature(void);
struct bench_bytes bench_rsa_public(void);
struct bench_bytes bench_rsa_signature(void);

#define BENCH_LONGEST 4096
/* A text of BENCH_LONGEST bytes, to be hashed or sealed in place. */
uint8_t *bench_text(void);
/* 256 bytes for what comes out; both sides must write the same. */
uint8_t *bench_output(void);
