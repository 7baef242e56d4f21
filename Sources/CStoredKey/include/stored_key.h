// SPDX-License-Identifier: Apache-2.0
// A key that OpenSSL may use and not see: an EVP_PKEY whose signatures come from elsewhere.
#pragma once
#include <stddef.h>

struct evp_pkey_st;

// Appends nothing, throws nothing: writes a signature over the message of at most `room` bytes and
// returns its length, or 0 if there is none.
typedef size_t things_sign_function(
    void *signer, const unsigned char *message, size_t count, unsigned char *signature,
    size_t room);

// `public_key` is 0x04, X, Y of P-256, or 32 bytes of Ed25519. `release` is called with `signer`
// when the last reference to the key is gone, and at once if no key could be made (NULL).
struct evp_pkey_st *things_stored_key(
    const unsigned char *public_key, size_t count, void *signer, things_sign_function *sign,
    void (*release)(void *signer));
