// SPDX-License-Identifier: Apache-2.0
// What PKCS #11 (OASIS, version 2.40) calls its types and functions, as far as a key store needs it.
#pragma once

// Everywhere but on Windows a structure is laid out as the C compiler likes it (2.40, 2.1).
typedef unsigned char CK_BYTE;
typedef unsigned long CK_ULONG;
typedef CK_ULONG CK_RV;
typedef CK_ULONG CK_FLAGS;
typedef CK_ULONG CK_SLOT_ID;
typedef CK_ULONG CK_SESSION_HANDLE;
typedef CK_ULONG CK_OBJECT_HANDLE;
typedef CK_ULONG CK_ATTRIBUTE_TYPE;
typedef CK_ULONG CK_MECHANISM_TYPE;
typedef CK_ULONG CK_USER_TYPE;

typedef struct CK_VERSION {
  CK_BYTE major, minor;
} CK_VERSION;

typedef struct CK_ATTRIBUTE {
  CK_ATTRIBUTE_TYPE type;
  void *pValue;
  CK_ULONG ulValueLen;
} CK_ATTRIBUTE;

typedef struct CK_MECHANISM {
  CK_MECHANISM_TYPE mechanism;
  void *pParameter;
  CK_ULONG ulParameterLen;
} CK_MECHANISM;

typedef struct CK_MECHANISM_INFO {
  CK_ULONG ulMinKeySize, ulMaxKeySize;
  CK_FLAGS flags;
} CK_MECHANISM_INFO;

typedef struct CK_ECDH1_DERIVE_PARAMS {
  CK_ULONG kdf;
  CK_ULONG ulSharedDataLen;
  CK_BYTE *pSharedData;
  CK_ULONG ulPublicDataLen;
  CK_BYTE *pPublicData;
} CK_ECDH1_DERIVE_PARAMS;

typedef struct CK_TOKEN_INFO {
  CK_BYTE label[32];  // filled up with spaces
  CK_BYTE manufacturerID[32];
  CK_BYTE model[16];
  CK_BYTE serialNumber[16];
  CK_FLAGS flags;
  CK_ULONG ulMaxSessionCount, ulSessionCount, ulMaxRwSessionCount, ulRwSessionCount;
  CK_ULONG ulMaxPinLen, ulMinPinLen;
  CK_ULONG ulTotalPublicMemory, ulFreePublicMemory, ulTotalPrivateMemory, ulFreePrivateMemory;
  CK_VERSION hardwareVersion, firmwareVersion;
  CK_BYTE utcTime[16];
} CK_TOKEN_INFO;

typedef struct CK_C_INITIALIZE_ARGS {
  void *CreateMutex, *DestroyMutex, *LockMutex, *UnlockMutex;
  CK_FLAGS flags;
  void *pReserved;
} CK_C_INITIALIZE_ARGS;

// A function that we do not call; only its place matters.
typedef CK_RV (*CK_UNUSED)(void);

// In the order of the standard (2.40, 3.6); a module may leave none out.
typedef struct CK_FUNCTION_LIST {
  CK_VERSION version;
  CK_RV (*C_Initialize)(void *arguments);
  CK_RV (*C_Finalize)(void *reserved);
  CK_UNUSED C_GetInfo;
  CK_UNUSED C_GetFunctionList;
  CK_RV (*C_GetSlotList)(CK_BYTE tokenPresent, CK_SLOT_ID *slots, CK_ULONG *count);
  CK_UNUSED C_GetSlotInfo;
  CK_RV (*C_GetTokenInfo)(CK_SLOT_ID slot, CK_TOKEN_INFO *info);
  CK_UNUSED C_GetMechanismList;
  CK_RV (*C_GetMechanismInfo)(CK_SLOT_ID slot, CK_MECHANISM_TYPE type, CK_MECHANISM_INFO *info);
  CK_UNUSED C_InitToken;
  CK_UNUSED C_InitPIN;
  CK_UNUSED C_SetPIN;
  CK_RV (*C_OpenSession)(
      CK_SLOT_ID slot, CK_FLAGS flags, void *application, void *notify,
      CK_SESSION_HANDLE *session);
  CK_RV (*C_CloseSession)(CK_SESSION_HANDLE session);
  CK_UNUSED C_CloseAllSessions;
  CK_UNUSED C_GetSessionInfo;
  CK_UNUSED C_GetOperationState;
  CK_UNUSED C_SetOperationState;
  CK_RV (*C_Login)(
      CK_SESSION_HANDLE session, CK_USER_TYPE user, const CK_BYTE *pin, CK_ULONG count);
  CK_UNUSED C_Logout;
  CK_RV (*C_CreateObject)(
      CK_SESSION_HANDLE session, CK_ATTRIBUTE *attributes, CK_ULONG count,
      CK_OBJECT_HANDLE *object);
  CK_UNUSED C_CopyObject;
  CK_RV (*C_DestroyObject)(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object);
  CK_UNUSED C_GetObjectSize;
  CK_RV (*C_GetAttributeValue)(
      CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE *attributes,
      CK_ULONG count);
  CK_UNUSED C_SetAttributeValue;
  CK_RV (*C_FindObjectsInit)(
      CK_SESSION_HANDLE session, CK_ATTRIBUTE *attributes, CK_ULONG count);
  CK_RV (*C_FindObjects)(
      CK_SESSION_HANDLE session, CK_OBJECT_HANDLE *objects, CK_ULONG room, CK_ULONG *count);
  CK_RV (*C_FindObjectsFinal)(CK_SESSION_HANDLE session);
  CK_UNUSED C_EncryptInit, C_Encrypt, C_EncryptUpdate, C_EncryptFinal;
  CK_UNUSED C_DecryptInit, C_Decrypt, C_DecryptUpdate, C_DecryptFinal;
  CK_UNUSED C_DigestInit, C_Digest, C_DigestUpdate, C_DigestKey, C_DigestFinal;
  CK_RV (*C_SignInit)(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key);
  CK_RV (*C_Sign)(
      CK_SESSION_HANDLE session, const CK_BYTE *data, CK_ULONG dataCount, CK_BYTE *signature,
      CK_ULONG *signatureCount);
  CK_UNUSED C_SignUpdate, C_SignFinal, C_SignRecoverInit, C_SignRecover;
  CK_UNUSED C_VerifyInit, C_Verify, C_VerifyUpdate, C_VerifyFinal;
  CK_UNUSED C_VerifyRecoverInit, C_VerifyRecover;
  CK_UNUSED C_DigestEncryptUpdate, C_DecryptDigestUpdate;
  CK_UNUSED C_SignEncryptUpdate, C_DecryptVerifyUpdate;
  CK_UNUSED C_GenerateKey;
  CK_RV (*C_GenerateKeyPair)(
      CK_SESSION_HANDLE session, CK_MECHANISM *mechanism, CK_ATTRIBUTE *publicAttributes,
      CK_ULONG publicCount, CK_ATTRIBUTE *privateAttributes, CK_ULONG privateCount,
      CK_OBJECT_HANDLE *publicKey, CK_OBJECT_HANDLE *privateKey);
  CK_UNUSED C_WrapKey, C_UnwrapKey;
  CK_RV (*C_DeriveKey)(
      CK_SESSION_HANDLE session, CK_MECHANISM *mechanism, CK_OBJECT_HANDLE base,
      CK_ATTRIBUTE *attributes, CK_ULONG count, CK_OBJECT_HANDLE *key);
  CK_UNUSED C_SeedRandom, C_GenerateRandom;
  CK_UNUSED C_GetFunctionStatus, C_CancelFunction, C_WaitForSlotEvent;
} CK_FUNCTION_LIST;

typedef CK_RV (*CK_C_GetFunctionList)(CK_FUNCTION_LIST **list);

#define CKF_OS_LOCKING_OK 0x00000002UL
#define CKF_TOKEN_INITIALIZED 0x00000400UL
#define CKF_USER_PIN_LOCKED 0x00040000UL
#define CKF_RW_SESSION 0x00000002UL
#define CKF_SERIAL_SESSION 0x00000004UL
#define CKU_USER 1UL

#define CKO_PUBLIC_KEY 0x00000002UL
#define CKO_PRIVATE_KEY 0x00000003UL
#define CKO_SECRET_KEY 0x00000004UL
#define CKK_EC 0x00000003UL
#define CKK_GENERIC_SECRET 0x00000010UL
// From version 3.0; modules of 2.40 that sign with EdDSA use the same numbers.
#define CKK_EC_EDWARDS 0x00000040UL

#define CKA_CLASS 0x00000000UL
#define CKA_TOKEN 0x00000001UL
#define CKA_PRIVATE 0x00000002UL
#define CKA_LABEL 0x00000003UL
#define CKA_VALUE 0x00000011UL
#define CKA_KEY_TYPE 0x00000100UL
#define CKA_ID 0x00000102UL
#define CKA_SENSITIVE 0x00000103UL
#define CKA_ENCRYPT 0x00000104UL
#define CKA_DECRYPT 0x00000105UL
#define CKA_WRAP 0x00000106UL
#define CKA_UNWRAP 0x00000107UL
#define CKA_SIGN 0x00000108UL
#define CKA_VERIFY 0x0000010AUL
#define CKA_DERIVE 0x0000010CUL
#define CKA_VALUE_LEN 0x00000161UL
#define CKA_EXTRACTABLE 0x00000162UL
#define CKA_LOCAL 0x00000163UL
#define CKA_EC_PARAMS 0x00000180UL
#define CKA_EC_POINT 0x00000181UL

#define CKM_EC_KEY_PAIR_GEN 0x00001040UL
#define CKM_ECDSA 0x00001041UL
#define CKM_ECDH1_DERIVE 0x00001050UL
#define CKM_EC_EDWARDS_KEY_PAIR_GEN 0x00001055UL
#define CKM_EDDSA 0x00001057UL
#define CKD_NULL 1UL

#define CKR_OK 0x00000000UL
#define CKR_FUNCTION_NOT_SUPPORTED 0x00000054UL
#define CKR_ATTRIBUTE_SENSITIVE 0x00000011UL
#define CKR_ATTRIBUTE_TYPE_INVALID 0x00000012UL
#define CKR_DEVICE_REMOVED 0x00000032UL
#define CKR_KEY_HANDLE_INVALID 0x00000060UL
#define CKR_MECHANISM_INVALID 0x00000070UL
#define CKR_OBJECT_HANDLE_INVALID 0x00000082UL
#define CKR_PIN_INCORRECT 0x000000A0UL
#define CKR_PIN_INVALID 0x000000A1UL
#define CKR_PIN_LEN_RANGE 0x000000A2UL
#define CKR_PIN_LOCKED 0x000000A4UL
#define CKR_SESSION_CLOSED 0x000000B0UL
#define CKR_SESSION_HANDLE_INVALID 0x000000B3UL
#define CKR_TOKEN_NOT_PRESENT 0x000000E0UL
#define CKR_USER_ALREADY_LOGGED_IN 0x00000100UL
#define CKR_CRYPTOKI_ALREADY_INITIALIZED 0x00000191UL
