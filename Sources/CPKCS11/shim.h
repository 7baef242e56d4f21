// SPDX-License-Identifier: Apache-2.0
// What PKCS #11 (OASIS, version 2.40) calls its types and functions, as far as a key store needs it.
#pragma once
