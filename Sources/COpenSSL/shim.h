// SPDX-License-Identifier: Apache-2.0
// What Swift cannot import from OpenSSL by itself: function-like macros, one static
// inline function each, named as the macro with `things_` before it. Add below your part.
#pragma once
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

// Crypto: nothing is missing.

// TLS
