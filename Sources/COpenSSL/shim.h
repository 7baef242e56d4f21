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
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/time.h>

// Crypto: nothing is missing.

// TLS
static inline uint64_t things_SSL_OP_NO_RENEGOTIATION(void) { return SSL_OP_NO_RENEGOTIATION; }
static inline uint64_t things_SSL_OP_NO_TICKET(void) { return SSL_OP_NO_TICKET; }
static inline uint64_t things_SSL_OP_CIPHER_SERVER_PREFERENCE(void) { return SSL_OP_CIPHER_SERVER_PREFERENCE; }
static inline long things_SSL_CTX_set_mode(SSL_CTX *context, long mode) { return SSL_CTX_set_mode(context, mode); }
static inline long things_SSL_CTX_set_session_cache_mode(SSL_CTX *context, long mode) { return SSL_CTX_set_session_cache_mode(context, mode); }
static inline long things_SSL_CTX_set_min_proto_version(SSL_CTX *context, int version) { return SSL_CTX_set_min_proto_version(context, version); }
static inline long things_SSL_CTX_set_max_proto_version(SSL_CTX *context, int version) { return SSL_CTX_set_max_proto_version(context, version); }
static inline long things_SSL_CTX_add1_chain_cert(SSL_CTX *context, X509 *certificate) { return SSL_CTX_add1_chain_cert(context, certificate); }
static inline long things_SSL_set_tlsext_host_name(SSL *ssl, const char *name) { return SSL_set_tlsext_host_name(ssl, name); }
static inline int things_SSL_set_app_data(SSL *ssl, void *data) { return SSL_set_app_data(ssl, data); }
static inline void *things_SSL_get_app_data(const SSL *ssl) { return SSL_get_app_data(ssl); }
static inline unsigned long things_XN_FLAG_RFC2253(void) { return XN_FLAG_RFC2253; }
static inline long things_SSL_CTX_set_dh_auto(SSL_CTX *context, long automatic) { return SSL_CTX_set_dh_auto(context, automatic); }
static inline long things_SSL_CTX_set_tlsext_servername_callback(SSL_CTX *context, int (*callback)(SSL *, int *, void *)) { return SSL_CTX_set_tlsext_servername_callback(context, callback); }
static inline uint64_t things_SSL_OP_ENABLE_MIDDLEBOX_COMPAT(void) { return SSL_OP_ENABLE_MIDDLEBOX_COMPAT; }
static inline uint64_t things_SSL_OP_ALLOW_NO_DHE_KEX(void) { return SSL_OP_ALLOW_NO_DHE_KEX; }
static inline long things_SSL_CTX_set1_groups(SSL_CTX *context, int *groups, size_t count) { return SSL_CTX_set1_groups(context, groups, count); }
static inline long things_SSL_get_negotiated_group(SSL *ssl) { return SSL_get_negotiated_group(ssl); }
static inline long things_SSL_CTX_set_tlsext_status_cb(SSL_CTX *context, int (*callback)(SSL *, void *)) { return SSL_CTX_set_tlsext_status_cb(context, callback); }
static inline long things_SSL_set_tlsext_status_type(SSL *ssl, int type) { return SSL_set_tlsext_status_type(ssl, type); }
static inline long things_SSL_get_tlsext_status_ocsp_resp(SSL *ssl, const unsigned char **response) { return SSL_get_tlsext_status_ocsp_resp(ssl, response); }
// Of a copy, which the session frees.
static inline long things_SSL_set_tlsext_status_ocsp_resp(SSL *ssl, const unsigned char *response, size_t count) { return SSL_set_tlsext_status_ocsp_resp(ssl, OPENSSL_memdup(response, count), (long)count); }

// DTLS
static inline uint64_t things_SSL_OP_NO_QUERY_MTU(void) { return SSL_OP_NO_QUERY_MTU; }
static inline long things_SSL_set_mtu(SSL *ssl, long mtu) { return SSL_set_mtu(ssl, mtu); }
static inline long things_DTLSv1_get_timeout(SSL *ssl, struct timeval *left) { return DTLSv1_get_timeout(ssl, left); }
static inline long things_DTLSv1_handle_timeout(SSL *ssl) { return DTLSv1_handle_timeout(ssl); }
