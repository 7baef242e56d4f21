// SPDX-License-Identifier: Apache-2.0
// What Swift cannot import from mbedTLS by itself (function-like macros), and what has
// another name in 2.28 than in 3.6: one static inline function each, named `things_…`.
#pragma once
#include <mbedtls/version.h>

#include <mbedtls/ccm.h>
#include <mbedtls/chachapoly.h>
#include <mbedtls/ecdh.h>
#include <mbedtls/ecdsa.h>
#include <mbedtls/ecp.h>
#include <mbedtls/entropy.h>
#include <mbedtls/error.h>
#include <mbedtls/gcm.h>
#include <mbedtls/md.h>
#include <mbedtls/oid.h>
#include <mbedtls/platform_util.h>
#include <mbedtls/rsa.h>
#include <mbedtls/sha256.h>
#include <mbedtls/ssl.h>
#include <mbedtls/ssl_ciphersuites.h>
#include <mbedtls/ssl_ticket.h>
#include <psa/crypto.h>
#include <errno.h>
#include <unistd.h>
#if defined(__linux__)
#include <sys/syscall.h>
#endif

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

static inline void things_rsa_init(mbedtls_rsa_context *context) {
#if MBEDTLS_VERSION_NUMBER < 0x03000000
  mbedtls_rsa_init(context, MBEDTLS_RSA_PKCS_V15, MBEDTLS_MD_NONE);
#else
  mbedtls_rsa_init(context);
#endif
}

static inline int things_rsa_verify_pkcs1(
    mbedtls_rsa_context *context, mbedtls_md_type_t hash, const unsigned char *digest,
    const unsigned char *signature) {
#if MBEDTLS_VERSION_NUMBER < 0x03000000
  return mbedtls_rsa_rsassa_pkcs1_v15_verify(
      context, NULL, NULL, MBEDTLS_RSA_PUBLIC, hash, 0, digest, signature);
#else
  return mbedtls_rsa_rsassa_pkcs1_v15_verify(
      context, hash, mbedtls_md_get_size_from_type(hash), digest, signature);
#endif
}

static inline int things_rsa_verify_pss(
    mbedtls_rsa_context *context, mbedtls_md_type_t hash, const unsigned char *digest,
    const unsigned char *signature) {
#if MBEDTLS_VERSION_NUMBER < 0x03000000
  int salt = mbedtls_md_get_size(mbedtls_md_info_from_type(hash));
  return mbedtls_rsa_rsassa_pss_verify_ext(
      context, NULL, NULL, MBEDTLS_RSA_PUBLIC, hash, 0, digest, hash, salt, signature);
#else
  int salt = mbedtls_md_get_size_from_type(hash);
  return mbedtls_rsa_rsassa_pss_verify_ext(
      context, hash, salt, digest, hash, salt, signature);
#endif
}

// TLS
#if !defined(MBEDTLS_THREADING_C)
#error "build mbedTLS with MBEDTLS_THREADING_C: channels share keys, and run on any thread"
#endif

#if MBEDTLS_VERSION_NUMBER < 0x03000000
#define THINGS_FIELD(name) name
#else
#define THINGS_FIELD(name) MBEDTLS_PRIVATE(name)
#endif

// 3.x uses PSA for TLS 1.3, and wants it started; twice does no harm.
static inline int things_tls_start(void) {
#if MBEDTLS_VERSION_NUMBER < 0x03000000
  return 0;
#else
  return (int)psa_crypto_init();
#endif
}

static inline int things_tls13(void) {
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
  return 1;
#else
  return 0;
#endif
}

static inline void things_ssl_conf_versions(
    mbedtls_ssl_config *config, unsigned short lowest, unsigned short highest) {
#if MBEDTLS_VERSION_NUMBER < 0x03000000
  mbedtls_ssl_conf_min_version(config, lowest >> 8, lowest & 0xFF);
  mbedtls_ssl_conf_max_version(config, highest >> 8, highest & 0xFF);
#else
  mbedtls_ssl_conf_min_tls_version(config, (mbedtls_ssl_protocol_version)lowest);
  mbedtls_ssl_conf_max_tls_version(config, (mbedtls_ssl_protocol_version)highest);
#endif
}

// Deprecated in 3.x, which still takes the same lists.
static inline void things_ssl_conf_groups(
    mbedtls_ssl_config *config, const unsigned int *groups) {
  mbedtls_ssl_conf_curves(config, (const mbedtls_ecp_group_id *)groups);
}

static inline void things_ssl_conf_hashes(mbedtls_ssl_config *config, const int *hashes) {
  mbedtls_ssl_conf_sig_hashes(config, hashes);
}

static inline void things_ssl_conf_no_renegotiation(mbedtls_ssl_config *config) {
#if defined(MBEDTLS_SSL_RENEGOTIATION)
  mbedtls_ssl_conf_renegotiation(config, MBEDTLS_SSL_RENEGOTIATION_DISABLED);
#else
  (void)config;
#endif
}

// A client's.
static inline void things_ssl_conf_tickets(mbedtls_ssl_config *config, int wanted) {
#if defined(MBEDTLS_SSL_SESSION_TICKETS) && defined(MBEDTLS_SSL_CLI_C)
  mbedtls_ssl_conf_session_tickets(
      config, wanted ? MBEDTLS_SSL_SESSION_TICKETS_ENABLED : MBEDTLS_SSL_SESSION_TICKETS_DISABLED);
#else
  (void)config;
  (void)wanted;
#endif
}

// A server's: from now on it gives tickets out, good for so many seconds.
static inline int things_ssl_conf_ticket_keys(
    mbedtls_ssl_config *config, mbedtls_ssl_ticket_context *keys,
    int (*random)(void *, unsigned char *, size_t), uint32_t lifetime) {
#if defined(MBEDTLS_SSL_TICKET_C) && defined(MBEDTLS_SSL_SESSION_TICKETS) && defined(MBEDTLS_SSL_SRV_C)
  int outcome =
      mbedtls_ssl_ticket_setup(keys, random, NULL, MBEDTLS_CIPHER_AES_256_GCM, lifetime);
  if (outcome == 0)
    mbedtls_ssl_conf_session_tickets_cb(
        config, mbedtls_ssl_ticket_write, mbedtls_ssl_ticket_parse, keys);
  return outcome;
#else
  (void)config, (void)keys, (void)random, (void)lifetime;
  return MBEDTLS_ERR_SSL_FEATURE_UNAVAILABLE;
#endif
}

static inline int things_ssl_session_has_ticket(const mbedtls_ssl_session *session) {
#if defined(MBEDTLS_SSL_SESSION_TICKETS) && defined(MBEDTLS_SSL_CLI_C)
  return session->THINGS_FIELD(ticket_len) > 0;
#else
  (void)session;
  return 0;
#endif
}

// mbedtls_ssl_handshake, that tells whether the server's turn to show itself came: it does not
// where a session of before was taken up again.
static inline int things_ssl_handshake(mbedtls_ssl_context *ssl, int *is_full) {
  int outcome = 0;
  while (outcome == 0 && ssl->THINGS_FIELD(state) != MBEDTLS_SSL_HANDSHAKE_OVER) {
    outcome = mbedtls_ssl_handshake_step(ssl);
    if (ssl->THINGS_FIELD(state) == MBEDTLS_SSL_SERVER_CERTIFICATE) *is_full = 1;
  }
  return outcome;
}

// Who is told a connection's secrets, by their labels in RFC 9850.
typedef struct {
  void (*tell)(
      void *context, const char *label, const unsigned char *client_random,
      const unsigned char *secret, size_t count);
  void *context;
} things_key_log;

#if MBEDTLS_VERSION_NUMBER < 0x03000000
#if defined(MBEDTLS_SSL_EXPORT_KEYS)
static inline int things_export_keys(
    void *log, const unsigned char *secret, const unsigned char *keys, size_t mac, size_t key,
    size_t iv, const unsigned char client_random[32], const unsigned char server_random[32],
    mbedtls_tls_prf_types prf) {
  (void)keys, (void)mac, (void)key, (void)iv, (void)server_random, (void)prf;
  const things_key_log *to = (const things_key_log *)log;
  to->tell(to->context, "CLIENT_RANDOM", client_random, secret, 48);
  return 0;
}
#endif
static inline int things_ssl_conf_key_log(mbedtls_ssl_config *config, things_key_log *log) {
#if defined(MBEDTLS_SSL_EXPORT_KEYS)
  mbedtls_ssl_conf_export_keys_ext_cb(config, things_export_keys, log);
  return 0;
#else
  (void)config, (void)log;
  return MBEDTLS_ERR_SSL_FEATURE_UNAVAILABLE;
#endif
}
static inline void things_ssl_set_key_log(mbedtls_ssl_context *ssl, things_key_log *log) {
  (void)ssl, (void)log;
}
#else
static inline void things_export_keys(
    void *log, mbedtls_ssl_key_export_type type, const unsigned char *secret, size_t count,
    const unsigned char client_random[32], const unsigned char server_random[32],
    mbedtls_tls_prf_types prf) {
  (void)server_random, (void)prf;
  const things_key_log *to = (const things_key_log *)log;
  const char *label = NULL;
  switch (type) {
    case MBEDTLS_SSL_KEY_EXPORT_TLS12_MASTER_SECRET: label = "CLIENT_RANDOM"; break;
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
    case MBEDTLS_SSL_KEY_EXPORT_TLS1_3_CLIENT_EARLY_SECRET: label = "CLIENT_EARLY_TRAFFIC_SECRET"; break;
    case MBEDTLS_SSL_KEY_EXPORT_TLS1_3_CLIENT_HANDSHAKE_TRAFFIC_SECRET: label = "CLIENT_HANDSHAKE_TRAFFIC_SECRET"; break;
    case MBEDTLS_SSL_KEY_EXPORT_TLS1_3_SERVER_HANDSHAKE_TRAFFIC_SECRET: label = "SERVER_HANDSHAKE_TRAFFIC_SECRET"; break;
    case MBEDTLS_SSL_KEY_EXPORT_TLS1_3_CLIENT_APPLICATION_TRAFFIC_SECRET: label = "CLIENT_TRAFFIC_SECRET_0"; break;
    case MBEDTLS_SSL_KEY_EXPORT_TLS1_3_SERVER_APPLICATION_TRAFFIC_SECRET: label = "SERVER_TRAFFIC_SECRET_0"; break;
#endif
    default: return;
  }
  to->tell(to->context, label, client_random, secret, count);
}
static inline int things_ssl_conf_key_log(mbedtls_ssl_config *config, things_key_log *log) {
  (void)config, (void)log;
  return 0;
}
static inline void things_ssl_set_key_log(mbedtls_ssl_context *ssl, things_key_log *log) {
  mbedtls_ssl_set_export_keys_cb(ssl, things_export_keys, log);
}
#endif

// Whether TLS 1.3, if it is spoken at all, always speaks as old middleboxes expect.
static inline int things_tls13_is_in_disguise(void) {
#if defined(MBEDTLS_SSL_PROTO_TLS1_3) && defined(MBEDTLS_SSL_TLS1_3_COMPATIBILITY_MODE)
  return 1;
#else
  return 0;
#endif
}

// Whom the callbacks of this channel belong to.
static inline void *things_ssl_bio(const mbedtls_ssl_context *ssl) {
  return ssl->THINGS_FIELD(p_bio);
}

static inline unsigned short things_ssl_version(const mbedtls_ssl_context *ssl) {
#if MBEDTLS_VERSION_NUMBER < 0x03000000
  return (unsigned short)(ssl->major_ver << 8 | ssl->minor_ver);
#else
  return (unsigned short)mbedtls_ssl_get_version_number(ssl);
#endif
}

static inline int things_ssl_suite(const mbedtls_ssl_context *ssl) {
#if MBEDTLS_VERSION_NUMBER < 0x03000000
  return mbedtls_ssl_get_ciphersuite_id(mbedtls_ssl_get_ciphersuite(ssl));
#else
  return mbedtls_ssl_get_ciphersuite_id_from_ssl(ssl);
#endif
}

// The description of the alert that mbedtls_ssl_handshake or _read has just reported.
static inline unsigned char things_ssl_alert(const mbedtls_ssl_context *ssl) {
  return ssl->THINGS_FIELD(in_msg)[1];
}

// Not an error: a client of TLS 1.3 in 3.x was handed a session ticket.
static inline int things_ssl_got_ticket(int code) {
#if defined(MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET)
  return code == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET;
#else
  (void)code;
  return 0;
#endif
}

static inline int things_x509_has_alternative_names(const mbedtls_x509_crt *certificate) {
  return (certificate->THINGS_FIELD(ext_types) & MBEDTLS_X509_EXT_SUBJECT_ALT_NAME) != 0;
}

static inline int things_x509_is_authority(const mbedtls_x509_crt *certificate) {
  return certificate->THINGS_FIELD(ca_istrue);
}

// 0: no limit; else one more than RFC 5280's pathLenConstraint.
static inline int things_x509_path_limit(const mbedtls_x509_crt *certificate) {
  return certificate->THINGS_FIELD(max_pathlen);
}

static inline int things_x509_name_merged(const mbedtls_x509_name *name) {
  return name->THINGS_FIELD(next_merged);
}

static inline int things_pk_parse_key(
    mbedtls_pk_context *key, const unsigned char *der, size_t count,
    int (*random)(void *, unsigned char *, size_t)) {
#if MBEDTLS_VERSION_NUMBER < 0x03000000
  (void)random;
  return mbedtls_pk_parse_key(key, der, count, NULL, 0);
#else
  return mbedtls_pk_parse_key(key, der, count, NULL, 0, random, NULL);
#endif
}

static inline int things_pk_check_pair(
    const mbedtls_pk_context *public_key, const mbedtls_pk_context *private_key,
    int (*random)(void *, unsigned char *, size_t)) {
#if MBEDTLS_VERSION_NUMBER < 0x03000000
  (void)random;
  return mbedtls_pk_check_pair(public_key, private_key);
#else
  return mbedtls_pk_check_pair(public_key, private_key, random, NULL);
#endif
}

// PSA
#if !defined(MBEDTLS_PSA_CRYPTO_STORAGE_C)
#error "build mbedTLS with MBEDTLS_PSA_CRYPTO_STORAGE_C: the key store keeps its keys in it"
#endif

// A persistent pair on P-256 (signing or agreeing) or on Curve25519 (agreeing). Without
// PSA_KEY_USAGE_EXPORT and _COPY, so that PSA itself never gives it away.
static inline psa_key_attributes_t things_psa_pair(psa_key_id_t id, int curve25519, int signs) {
  psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
  psa_set_key_id(&attributes, id);
  psa_set_key_type(
      &attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(
                       curve25519 ? PSA_ECC_FAMILY_MONTGOMERY : PSA_ECC_FAMILY_SECP_R1));
  psa_set_key_bits(&attributes, curve25519 ? 255 : 256);
  psa_set_key_algorithm(
      &attributes, signs ? PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_SHA_256) : PSA_ALG_ECDH);
  psa_set_key_usage_flags(
      &attributes, signs ? PSA_KEY_USAGE_SIGN_MESSAGE : PSA_KEY_USAGE_DERIVE);
  return attributes;
}

static inline psa_status_t things_psa_sign(
    psa_key_id_t id, const unsigned char *message, size_t count, unsigned char *signature,
    size_t room, size_t *written) {
  return psa_sign_message(
      id, PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_SHA_256), message, count, signature, room,
      written);
}

static inline psa_status_t things_psa_agree(
    psa_key_id_t id, const unsigned char *peer, size_t count, unsigned char *secret,
    size_t room, size_t *written) {
  return psa_raw_key_agreement(PSA_ALG_ECDH, id, peer, count, secret, room, written);
}

// mbedTLS keeps keys in the current folder. On Linux one thread can have a current folder (and
// a umask) of its own; 0 if this one now has. ENOSYS elsewhere; EPERM where a container forbids.
static inline int things_thread_leaves_folder(void) {
#if defined(__linux__)
  return (int)syscall(SYS_unshare, 0x200 /* CLONE_FS */);
#else
  errno = ENOSYS;
  return -1;
#endif
}

// mbedTLS does not wait until its files are on the disk; 0 if all of this folder's now are.
static inline int things_sync_folder(int folder) {
#if defined(__linux__)
  return (int)syscall(SYS_syncfs, folder);
#else
  (void)folder;
  sync();
  return 0;
#endif
}
