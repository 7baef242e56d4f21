// SPDX-License-Identifier: Apache-2.0
// What Swift cannot import from mbedTLS by itself (function-like macros), and what has
// another name in 2.28 than in 3.6: one static inline function each, named `things_…`.
#pragma once
#include <mbedtls/version.h>

#include <mbedtls/ecdsa.h>
#include <mbedtls/ecp.h>
#include <mbedtls/gcm.h>
#include <mbedtls/platform_util.h>
#include <mbedtls/sha256.h>
#include <mbedtls/ssl.h>

// Crypto
static inline int things_sha256_starts(mbedtls_sha256_context *context) {
#if MBEDTLS_VERSION_NUMBER < 0x03000000
  return mbedtls_sha256_starts_ret(context, 0);
#else
  return mbedtls_sha256_starts(context, 0);
#endif
}

static inline int things_sha256_update(
    mbedtls_sha256_context *context, const unsigned char *bytes, size_t count) {
#if MBEDTLS_VERSION_NUMBER < 0x03000000
  return mbedtls_sha256_update_ret(context, bytes, count);
#else
  return mbedtls_sha256_update(context, bytes, count);
#endif
}

static inline int things_sha256_finish(
    mbedtls_sha256_context *context, unsigned char *digest) {
#if MBEDTLS_VERSION_NUMBER < 0x03000000
  return mbedtls_sha256_finish_ret(context, digest);
#else
  return mbedtls_sha256_finish(context, digest);
#endif
}

// TLS
