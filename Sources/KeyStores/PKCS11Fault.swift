// SPDX-License-Identifier: Apache-2.0
import CPKCS11
import Identity

/// Why a module's token could not be opened.
public enum PKCS11Fault: Error, Equatable {
  /// The system's loader says why.
  case notLoaded(String)
  /// The file is a library, but has no C_GetFunctionList that works.
  case notPKCS11
  /// No token is in the module's slots, or none of that name.
  case noToken
  /// Several are; only a name tells which.
  case severalTokens(count: Int)
  case pinRefused
  /// After too many wrong ones; only the token's security officer can help.
  case pinLocked
  case store(KeyStoreError)
}

extension KeyStoreError {
  /// What a CK_RV says.
  static func check(_ code: CK_RV) throws(KeyStoreError) {
    switch code {
    case CKR_OK: return
    case CKR_DEVICE_REMOVED, CKR_TOKEN_NOT_PRESENT, CKR_SESSION_CLOSED,
      CKR_SESSION_HANDLE_INVALID:
      throw .unreachable
    case CKR_MECHANISM_INVALID, CKR_FUNCTION_NOT_SUPPORTED: throw .unsupported
    case CKR_KEY_HANDLE_INVALID, CKR_OBJECT_HANDLE_INVALID: throw .noSuchKey
    default: throw .module(Int(truncatingIfNeeded: code))
    }
  }
}

/// A module may leave out what it cannot do.
func present<Function>(_ function: Function?) throws(KeyStoreError) -> Function {
  guard let function else { throw .unsupported }
  return function
}
