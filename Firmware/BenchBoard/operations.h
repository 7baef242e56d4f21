/* SPDX-License-Identifier: Apache-2.0 */
/* Every operation: the name of its function, its name, and whether its cost grows with a text. */
#define BENCH_OPERATIONS(EACH)                        \
  EACH(bench_sha256, "sha-256", 1)                    \
  EACH(bench_sha512, "sha-512", 1)                    \
  EACH(bench_hmac, "hmac-sha-256", 1)                 \
  EACH(bench_gcm, "aes-128-gcm", 1)                   \
  EACH(bench_ccm8, "aes-128-ccm-8", 1)                \
  EACH(bench_chacha, "chacha20-poly1305", 1)          \
  EACH(bench_x25519, "x25519", 0)                     \
  EACH(bench_p256_key, "p-256-key", 0)                \
  EACH(bench_p256_agree, "p-256-ecdh", 0)             \
  EACH(bench_p256_sign, "p-256-sign", 0)              \
  EACH(bench_p256_verify, "p-256-verify", 0)          \
  EACH(bench_ed25519_sign, "ed25519-sign", 0)         \
  EACH(bench_ed25519_verify, "ed25519-verify", 0)     \
  EACH(bench_rsa_verify, "rsa-2048-verify", 0)        \
  EACH(bench_hkdf, "hkdf-expand", 0)                  \
  EACH(bench_drbg, "hmac-drbg", 0)
