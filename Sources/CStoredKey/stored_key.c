// SPDX-License-Identifier: Apache-2.0
// An OpenSSL provider (provider(7)) with two kinds of keys and two signatures, and no more. It is
// loaded into a library context of its own, so that nothing else in the process ever meets it;
// a key made there can be used anywhere.
#include "stored_key.h"
#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/provider.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

typedef struct {
  atomic_int references;
  // 65 bytes of P-256 or 32 of Ed25519; 0 for none yet.
  size_t count;
  unsigned char public_key[65];
  // NULL in a key that is only public.
  void *signer;
  things_sign_function *sign;
  void (*release)(void *);
} stored_key;

// What our own EVP_PKEY_fromdata hands over; nobody else knows its name.
#define PARAM_SIGNER "things-signer"

typedef struct {
  void *signer;
  things_sign_function *sign;
  void (*release)(void *);
  // Whether a key has it now, and will release it.
  int taken;
} signer_parts;

// Keys

static void *key_new(void *context) {
  (void)context;
  stored_key *key = OPENSSL_zalloc(sizeof *key);
  if (key) atomic_init(&key->references, 1);
  return key;
}

static void key_free(void *data) {
  stored_key *key = data;
  if (!key || atomic_fetch_sub(&key->references, 1) != 1) return;
  if (key->release) key->release(key->signer);
  OPENSSL_free(key);
}

static int key_has(const void *data, int selection) {
  const stored_key *key = data;
  if ((selection & OSSL_KEYMGMT_SELECT_PUBLIC_KEY) && key->count == 0) return 0;
  if ((selection & OSSL_KEYMGMT_SELECT_PRIVATE_KEY) && !key->sign) return 0;
  return 1;
}

// A point may come compressed: its first byte is then 2 or 3, as Y is even or odd.
static int same_point(
    const unsigned char *a, size_t a_count, const unsigned char *b, size_t b_count) {
  if (a_count == b_count) return CRYPTO_memcmp(a, b, a_count) == 0;
  if (a_count < b_count) return same_point(b, b_count, a, a_count);
  return a_count == 65 && b_count == 33 && b[0] == 2 + (a[64] & 1) &&
         CRYPTO_memcmp(a + 1, b + 1, 32) == 0;
}

static int key_match(const void *a_data, const void *b_data, int selection) {
  const stored_key *a = a_data, *b = b_data;
  (void)selection;
  return a->count && same_point(a->public_key, a->count, b->public_key, b->count);
}

static int key_import(void *data, int selection, const OSSL_PARAM params[]) {
  stored_key *key = data;
  (void)selection;
  const OSSL_PARAM *shown = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_PUB_KEY);
  const OSSL_PARAM *hidden = OSSL_PARAM_locate_const(params, PARAM_SIGNER);
  const void *bytes = NULL;
  size_t count = 0;
  if (!shown || !OSSL_PARAM_get_octet_string_ptr(shown, &bytes, &count)) return 0;
  if (count == 0 || count > sizeof key->public_key) return 0;
  memcpy(key->public_key, bytes, count);
  key->count = count;
  if (hidden) {
    const void *parts = NULL;
    size_t size = 0;
    if (!OSSL_PARAM_get_octet_string_ptr(hidden, &parts, &size)) return 0;
    if (size != sizeof(signer_parts)) return 0;
    signer_parts *given = (signer_parts *)parts;
    given->taken = 1;
    key->signer = given->signer;
    key->sign = given->sign;
    key->release = given->release;
  }
  return 1;
}

static const OSSL_PARAM *key_import_types(int selection) {
  static const OSSL_PARAM types[] = {
      OSSL_PARAM_octet_string(OSSL_PKEY_PARAM_PUB_KEY, NULL, 0),
      OSSL_PARAM_octet_string(PARAM_SIGNER, NULL, 0), OSSL_PARAM_END};
  (void)selection;
  return types;
}

static int set_integer(OSSL_PARAM params[], const char *name, int value) {
  OSSL_PARAM *found = OSSL_PARAM_locate(params, name);
  return !found || OSSL_PARAM_set_int(found, value);
}

static int set_text(OSSL_PARAM params[], const char *name, const char *value) {
  OSSL_PARAM *found = OSSL_PARAM_locate(params, name);
  return !found || OSSL_PARAM_set_utf8_string(found, value);
}

static int key_get(void *data, OSSL_PARAM params[]) {
  const stored_key *key = data;
  int is_point = key->count != 32;
  OSSL_PARAM *shown = OSSL_PARAM_locate(params, OSSL_PKEY_PARAM_PUB_KEY);
  if (shown && !OSSL_PARAM_set_octet_string(shown, key->public_key, key->count)) return 0;
  if (!set_integer(params, OSSL_PKEY_PARAM_BITS, is_point ? 256 : 253)) return 0;
  if (!set_integer(params, OSSL_PKEY_PARAM_SECURITY_BITS, 128)) return 0;
  if (!set_integer(params, OSSL_PKEY_PARAM_MAX_SIZE, is_point ? 72 : 64)) return 0;
  if (!is_point) return set_text(params, OSSL_PKEY_PARAM_MANDATORY_DIGEST, "");
  return set_text(params, OSSL_PKEY_PARAM_DEFAULT_DIGEST, "SHA256") &&
         set_text(params, OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1") &&
         set_text(params, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, "uncompressed");
}

static const OSSL_PARAM *key_gettable(void *context) {
  static const OSSL_PARAM names[] = {
      OSSL_PARAM_int(OSSL_PKEY_PARAM_BITS, NULL),
      OSSL_PARAM_int(OSSL_PKEY_PARAM_SECURITY_BITS, NULL),
      OSSL_PARAM_int(OSSL_PKEY_PARAM_MAX_SIZE, NULL),
      OSSL_PARAM_octet_string(OSSL_PKEY_PARAM_PUB_KEY, NULL, 0),
      OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, NULL, 0),
      OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_DEFAULT_DIGEST, NULL, 0),
      OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_MANDATORY_DIGEST, NULL, 0),
      OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, NULL, 0),
      OSSL_PARAM_END};
  (void)context;
  return names;
}

static const char *point_signature(int operation) {
  return operation == OSSL_OP_SIGNATURE ? "ECDSA" : NULL;
}

// There is no export. Without one nothing can be copied into another provider, which would find
// no private key and so could not sign.
typedef void (*function)(void);
static const OSSL_DISPATCH point_keys[] = {
    {OSSL_FUNC_KEYMGMT_NEW, (function)key_new},
    {OSSL_FUNC_KEYMGMT_FREE, (function)key_free},
    {OSSL_FUNC_KEYMGMT_HAS, (function)key_has},
    {OSSL_FUNC_KEYMGMT_MATCH, (function)key_match},
    {OSSL_FUNC_KEYMGMT_IMPORT, (function)key_import},
    {OSSL_FUNC_KEYMGMT_IMPORT_TYPES, (function)key_import_types},
    {OSSL_FUNC_KEYMGMT_GET_PARAMS, (function)key_get},
    {OSSL_FUNC_KEYMGMT_GETTABLE_PARAMS, (function)key_gettable},
    {OSSL_FUNC_KEYMGMT_QUERY_OPERATION_NAME, (function)point_signature},
    {0, NULL}};
static const OSSL_DISPATCH edwards_keys[] = {
    {OSSL_FUNC_KEYMGMT_NEW, (function)key_new},
    {OSSL_FUNC_KEYMGMT_FREE, (function)key_free},
    {OSSL_FUNC_KEYMGMT_HAS, (function)key_has},
    {OSSL_FUNC_KEYMGMT_MATCH, (function)key_match},
    {OSSL_FUNC_KEYMGMT_IMPORT, (function)key_import},
    {OSSL_FUNC_KEYMGMT_IMPORT_TYPES, (function)key_import_types},
    {OSSL_FUNC_KEYMGMT_GET_PARAMS, (function)key_get},
    {OSSL_FUNC_KEYMGMT_GETTABLE_PARAMS, (function)key_gettable},
    {0, NULL}};

// Signatures

static void *signing_new(void *context, const char *properties) {
  (void)context, (void)properties;
  return OPENSSL_zalloc(sizeof(stored_key *));
}

static void signing_free(void *data) {
  if (data) key_free(*(stored_key **)data);
  OPENSSL_free(data);
}

// A store hashes by itself, with SHA-256; no other digest will do.
static int signing_begin(void *data, const char *digest, void *with, const OSSL_PARAM params[]) {
  stored_key **held = data, *key = with ? with : *held;
  (void)params;
  if (!key || !key->sign) return 0;
  if (key->count == 65) {
    if (digest && *digest && OPENSSL_strcasecmp(digest, "SHA256") &&
        OPENSSL_strcasecmp(digest, "SHA2-256"))
      return 0;
  } else if (digest && *digest) {
    return 0;
  }
  atomic_fetch_add(&key->references, 1);
  key_free(*held);
  *held = key;
  return 1;
}

static int sign(
    void *data, unsigned char *signature, size_t *length, size_t room,
    const unsigned char *message, size_t count) {
  stored_key *key = *(stored_key **)data;
  size_t most = key->count == 65 ? 72 : 64;
  if (!signature) {
    *length = most;
    return 1;
  }
  if (room < most) return 0;
  *length = key->sign(key->signer, message, count, signature, room);
  return *length != 0;
}

static const OSSL_DISPATCH signing[] = {
    {OSSL_FUNC_SIGNATURE_NEWCTX, (function)signing_new},
    {OSSL_FUNC_SIGNATURE_FREECTX, (function)signing_free},
    {OSSL_FUNC_SIGNATURE_DIGEST_SIGN_INIT, (function)signing_begin},
    {OSSL_FUNC_SIGNATURE_DIGEST_SIGN, (function)sign},
    {0, NULL}};

// The provider

static const OSSL_ALGORITHM key_kinds[] = {
    {"EC:id-ecPublicKey:1.2.840.10045.2.1", "provider=things", point_keys, "P-256 in a store"},
    {"ED25519:1.3.101.112", "provider=things", edwards_keys, "Ed25519 in a store"},
    {NULL, NULL, NULL, NULL}};
static const OSSL_ALGORITHM signatures[] = {
    {"ECDSA", "provider=things", signing, "by a store"},
    {"ED25519:1.3.101.112", "provider=things", signing, "by a store"},
    {NULL, NULL, NULL, NULL}};

static const OSSL_ALGORITHM *query(void *provider, int operation, int *no_cache) {
  (void)provider;
  *no_cache = 0;
  if (operation == OSSL_OP_KEYMGMT) return key_kinds;
  return operation == OSSL_OP_SIGNATURE ? signatures : NULL;
}

static const OSSL_DISPATCH functions[] = {
    {OSSL_FUNC_PROVIDER_QUERY_OPERATION, (function)query}, {0, NULL}};

static int provide(
    const OSSL_CORE_HANDLE *core, const OSSL_DISPATCH *in, const OSSL_DISPATCH **out,
    void **provider) {
  (void)core, (void)in;
  static char ours;
  *out = functions;
  *provider = &ours;
  return 1;
}

static OSSL_LIB_CTX *library;

static void load(void) {
  OSSL_LIB_CTX *made = OSSL_LIB_CTX_new();
  if (!made) return;
  if (OSSL_PROVIDER_add_builtin(made, "things", provide) && OSSL_PROVIDER_load(made, "things"))
    library = made;
  else
    OSSL_LIB_CTX_free(made);
}

EVP_PKEY *things_stored_key(
    const unsigned char *public_key, size_t count, void *signer, things_sign_function *sign,
    void (*release)(void *signer)) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  signer_parts parts = {signer, sign, release, 0};
  OSSL_PARAM params[] = {
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, (void *)public_key, count),
      OSSL_PARAM_construct_octet_string(PARAM_SIGNER, &parts, sizeof parts),
      OSSL_PARAM_construct_end()};
  EVP_PKEY *key = NULL;
  EVP_PKEY_CTX *making = NULL;
  if (library && (count == 65 || count == 32))
    making = EVP_PKEY_CTX_new_from_name(
        library, count == 65 ? "EC" : "ED25519", "provider=things");
  if (!making || EVP_PKEY_fromdata_init(making) != 1 ||
      EVP_PKEY_fromdata(making, &key, EVP_PKEY_KEYPAIR, params) != 1) {
    key = NULL;
    if (!parts.taken) release(signer);
  }
  EVP_PKEY_CTX_free(making);
  return key;
}
