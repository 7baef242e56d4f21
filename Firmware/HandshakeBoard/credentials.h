/* SPDX-License-Identifier: Apache-2.0 */
/* What a device for Firmware/Handshake is given; scripts/handshake.sh writes the C file. */
#pragma once
#include <stdint.h>

struct credential {
  const uint8_t *bytes;
  int32_t count;
};

/* Seconds since 1970: a board without a clock is told. */
int64_t credential_date(void);
/* 48 bytes that no other device has. */
struct credential credential_seed(void);
struct credential credential_identity(void);
struct credential credential_key(void);
struct credential credential_root(void);
struct credential credential_certificate(void);
struct credential credential_private_key(void);
struct credential credential_server_name(void);
