// SPDX-License-Identifier: Apache-2.0
// The operations of BenchBoard/operations.h by mbedTLS 2.28, on the same inputs and with the same
// outputs as those in Swift (Firmware/Bench). Contexts lie on the stack, where the library lets
// them.
#include <string.h>

#include "../BenchBoard/bench.h"
#include "mbedtls/ccm.h"
#include "mbedtls/chachapoly.h"
#include "mbedtls/ecdh.h"
#include "mbedtls/ecdsa.h"
#include "mbedtls/gcm.h"
#include "mbedtls/hkdf.h"
#include "mbedtls/hmac_drbg.h"
#include "mbedtls/rsa.h"
#include "mbedtls/sha256.h"
#include "mbedtls/sha512.h"

// Blinds the library's computations; a board has better, and it costs what its source costs.
static int counting(void *state, unsigned char *out, size_t count) {
  (void)state;
  for (size_t i = 0; i < count; i++) out[i] = (unsigned char)(i * 7 + 1);
  return 0;
}

static int32_t outcome(int error) { return error ? BENCH_FAILED : BENCH_DONE; }

int32_t bench_sha256(int32_t count) {
  mbedtls_sha256_context context;
  mbedtls_sha256_init(&context);
  int error = mbedtls_sha256_starts_ret(&context, 0);
  bench_ready();
  error |= mbedtls_sha256_update_ret(&context, bench_text(), count);
  error |= mbedtls_sha256_finish_ret(&context, bench_output());
  bench_done();
  mbedtls_sha256_free(&context);
  return outcome(error);
}

int32_t bench_sha512(int32_t count) {
  mbedtls_sha512_context context;
  mbedtls_sha512_init(&context);
  int error = mbedtls_sha512_starts_ret(&context, 0);
  bench_ready();
  error |= mbedtls_sha512_update_ret(&context, bench_text(), count);
  error |= mbedtls_sha512_finish_ret(&context, bench_output());
  bench_done();
  mbedtls_sha512_free(&context);
  return outcome(error);
}

int32_t bench_hmac(int32_t count) {
  mbedtls_md_context_t context;
  mbedtls_md_init(&context);
  int error = mbedtls_md_setup(&context, mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), 1);
  error |= mbedtls_md_hmac_starts(&context, bench_key(32).start, 32);
  bench_ready();
  error |= mbedtls_md_hmac_update(&context, bench_text(), count);
  error |= mbedtls_md_hmac_finish(&context, bench_output());
  error |= mbedtls_md_hmac_reset(&context);  // for the next message, as ours does
  bench_done();
  mbedtls_md_free(&context);
  return outcome(error);
}

int32_t bench_gcm(int32_t count) {
  mbedtls_gcm_context context;
  mbedtls_gcm_init(&context);
  int error = mbedtls_gcm_setkey(&context, MBEDTLS_CIPHER_ID_AES, bench_key(16).start, 128);
  bench_ready();
  error |= mbedtls_gcm_crypt_and_tag(
    &context, MBEDTLS_GCM_ENCRYPT, count, bench_nonce().start, bench_nonce().count,
    bench_data().start, bench_data().count, bench_text(), bench_text(), 16, bench_output());
  bench_done();
  mbedtls_gcm_free(&context);
  return outcome(error);
}

int32_t bench_ccm8(int32_t count) {
  mbedtls_ccm_context context;
  mbedtls_ccm_init(&context);
  int error = mbedtls_ccm_setkey(&context, MBEDTLS_CIPHER_ID_AES, bench_key(16).start, 128);
  bench_ready();
  error |= mbedtls_ccm_encrypt_and_tag(
    &context, count, bench_nonce().start, bench_nonce().count, bench_data().start,
    bench_data().count, bench_text(), bench_text(), bench_output(), 8);
  bench_done();
  mbedtls_ccm_free(&context);
  return outcome(error);
}

int32_t bench_chacha(int32_t count) {
  mbedtls_chachapoly_context context;
  mbedtls_chachapoly_init(&context);
  int error = mbedtls_chachapoly_setkey(&context, bench_key(32).start);
  bench_ready();
  error |= mbedtls_chachapoly_encrypt_and_tag(
    &context, count, bench_nonce().start, bench_data().start, bench_data().count, bench_text(),
    bench_text(), bench_output());
  bench_done();
  mbedtls_chachapoly_free(&context);
  return outcome(error);
}

// A pair, and what a peer's half of one makes of it.
struct agreement {
  mbedtls_ecp_keypair own;
  mbedtls_ecp_point peer;
  mbedtls_mpi secret;
};

static int begin(struct agreement *it, mbedtls_ecp_group_id curve, struct bench_bytes scalar) {
  mbedtls_ecp_keypair_init(&it->own);
  mbedtls_ecp_point_init(&it->peer);
  mbedtls_mpi_init(&it->secret);
  return mbedtls_ecp_read_key(curve, &it->own, scalar.start, scalar.count);
}

static void end(struct agreement *it) {
  mbedtls_ecp_keypair_free(&it->own);
  mbedtls_ecp_point_free(&it->peer);
  mbedtls_mpi_free(&it->secret);
}

static int agree(struct agreement *it, struct bench_bytes peer) {
  int error =
    mbedtls_ecp_point_read_binary(&it->own.grp, &it->peer, peer.start, peer.count);
  // That the point lies on the curve is checked inside.
  return error | mbedtls_ecdh_compute_shared(
                   &it->own.grp, &it->secret, &it->peer, &it->own.d, counting, NULL);
}

int32_t bench_x25519(int32_t count) {
  (void)count;
  struct agreement it;
  int error = begin(&it, MBEDTLS_ECP_DP_CURVE25519, bench_x25519_scalar());
  bench_ready();
  error |= agree(&it, bench_x25519_peer());
  error |= mbedtls_mpi_write_binary_le(&it.secret, bench_output(), 32);
  bench_done();
  end(&it);
  return outcome(error);
}

int32_t bench_p256_agree(int32_t count) {
  (void)count;
  struct agreement it;
  int error = begin(&it, MBEDTLS_ECP_DP_SECP256R1, bench_p256_scalar());
  bench_ready();
  error |= agree(&it, bench_p256_peer());
  error |= mbedtls_mpi_write_binary(&it.secret, bench_output(), 32);
  bench_done();
  end(&it);
  return outcome(error);
}

int32_t bench_p256_key(int32_t count) {
  (void)count;
  struct agreement it;
  size_t length;
  bench_ready();
  int error = begin(&it, MBEDTLS_ECP_DP_SECP256R1, bench_p256_scalar());
  error |= mbedtls_ecp_mul(
    &it.own.grp, &it.own.Q, &it.own.d, &it.own.grp.G, counting, NULL);
  error |= mbedtls_ecp_point_write_binary(
    &it.own.grp, &it.own.Q, MBEDTLS_ECP_PF_UNCOMPRESSED, &length, bench_output(), 65);
  bench_done();
  end(&it);
  return outcome(error);
}

static int digest(unsigned char out[32]) {
  return mbedtls_sha256_ret(bench_message().start, bench_message().count, out, 0);
}

int32_t bench_p256_sign(int32_t count) {
  (void)count;
  mbedtls_ecdsa_context context;
  unsigned char hash[32];
  size_t length;
  mbedtls_ecdsa_init(&context);
  int error = mbedtls_ecp_read_key(
    MBEDTLS_ECP_DP_SECP256R1, &context, bench_p256_scalar().start, bench_p256_scalar().count);
  bench_ready();
  error |= digest(hash);
  error |= mbedtls_ecdsa_write_signature(
    &context, MBEDTLS_MD_SHA256, hash, sizeof hash, bench_output(), &length, counting, NULL);
  bench_done();
  mbedtls_ecdsa_free(&context);
  return outcome(error);
}

int32_t bench_p256_verify(int32_t count) {
  (void)count;
  mbedtls_ecdsa_context context;
  unsigned char hash[32];
  mbedtls_ecdsa_init(&context);
  int error = mbedtls_ecp_group_load(&context.grp, MBEDTLS_ECP_DP_SECP256R1);
  error |= mbedtls_ecp_point_read_binary(
    &context.grp, &context.Q, bench_p256_peer().start, bench_p256_peer().count);
  error |= mbedtls_ecp_check_pubkey(&context.grp, &context.Q);
  bench_ready();
  error |= digest(hash);
  error |= mbedtls_ecdsa_read_signature(
    &context, hash, sizeof hash, bench_p256_signature().start, bench_p256_signature().count);
  bench_done();
  mbedtls_ecdsa_free(&context);
  return outcome(error);
}

int32_t bench_ed25519_sign(int32_t count) {
  (void)count;
  return BENCH_MISSING;
}

int32_t bench_ed25519_verify(int32_t count) {
  (void)count;
  return BENCH_MISSING;
}

// The modulus lies at byte 9 of the RSAPublicKey, the exponent in its last three.
int32_t bench_rsa_verify(int32_t count) {
  (void)count;
  struct bench_bytes key = bench_rsa_public();
  mbedtls_rsa_context context;
  unsigned char hash[32];
  mbedtls_rsa_init(&context, MBEDTLS_RSA_PKCS_V15, 0);
  int error = mbedtls_rsa_import_raw(
    &context, key.start + 9, 256, NULL, 0, NULL, 0, NULL, 0, key.start + key.count - 3, 3);
  error |= mbedtls_rsa_complete(&context);
  error |= mbedtls_rsa_check_pubkey(&context);
  bench_ready();
  error |= digest(hash);
  error |= mbedtls_rsa_pkcs1_verify(
    &context, NULL, NULL, MBEDTLS_RSA_PUBLIC, MBEDTLS_MD_SHA256, sizeof hash, hash,
    bench_rsa_signature().start);
  bench_done();
  mbedtls_rsa_free(&context);
  return outcome(error);
}

int32_t bench_hkdf(int32_t count) {
  (void)count;
  bench_ready();
  int error = mbedtls_hkdf_expand(
    mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), bench_key(32).start, 32, bench_nonce().start,
    bench_nonce().count, bench_output(), 32);
  bench_done();
  return outcome(error);
}

int32_t bench_drbg(int32_t count) {
  (void)count;
  unsigned char seed[32 + 12];  // entropy, then the nonce
  memcpy(seed, bench_key(32).start, 32);
  memcpy(seed + 32, bench_nonce().start, 12);
  mbedtls_hmac_drbg_context context;
  mbedtls_hmac_drbg_init(&context);
  int error = mbedtls_hmac_drbg_seed_buf(
    &context, mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), seed, sizeof seed);
  bench_ready();
  error |= mbedtls_hmac_drbg_random(&context, bench_output(), 32);
  bench_done();
  mbedtls_hmac_drbg_free(&context);
  return outcome(error);
}
