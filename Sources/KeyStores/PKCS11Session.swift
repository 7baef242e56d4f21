// SPDX-License-Identifier: Apache-2.0
import CPKCS11
import Identity
import Primitives

/// One session with a token, that its user is logged in to.
final class PKCS11Session {
  let functions: CK_FUNCTION_LIST
  private let slot: CK_SLOT_ID
  let handle: CK_SESSION_HANDLE

  init(
    _ module: PKCS11Module, slot: CK_SLOT_ID, pin: borrowing Secret
  ) throws(PKCS11Fault) {
    functions = module.functions.pointee
    self.slot = slot
    var handle: CK_SESSION_HANDLE = 0
    do throws(KeyStoreError) {
      let open = try present(functions.C_OpenSession)
      try KeyStoreError.check(
        open(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, nil, nil, &handle))
    } catch { throw .store(error) }
    self.handle = handle
    let code = pin.bytes.withUnsafeBufferPointer {
      functions.C_Login?(handle, CKU_USER, $0.baseAddress, CK_ULONG($0.count))
    }
    switch code ?? CKR_FUNCTION_NOT_SUPPORTED {
    // Another session of this process has done it; the login is the process's.
    case CKR_OK, CKR_USER_ALREADY_LOGGED_IN: return
    case CKR_PIN_INCORRECT, CKR_PIN_INVALID, CKR_PIN_LEN_RANGE: throw .pinRefused
    case CKR_PIN_LOCKED: throw .pinLocked
    case let other:
      do throws(KeyStoreError) { try KeyStoreError.check(other) } catch { throw .store(error) }
    }
  }

  deinit { _ = functions.C_CloseSession?(handle) }

  func has(_ mechanism: CK_MECHANISM_TYPE) -> Bool {
    var info = CK_MECHANISM_INFO()
    return functions.C_GetMechanismInfo?(slot, mechanism, &info) == CKR_OK
  }
}

/// What a template says of a key, one attribute after another.
typealias PKCS11Attributes = [(type: CK_ATTRIBUTE_TYPE, value: [UInt8])]

func attribute(_ type: CK_ATTRIBUTE_TYPE, _ value: Bool) -> PKCS11Attributes.Element {
  (type, [value ? 1 : 0])
}

func attribute(_ type: CK_ATTRIBUTE_TYPE, _ value: CK_ULONG) -> PKCS11Attributes.Element {
  (type, withUnsafeBytes(of: value) { Array($0) })
}

/// The same as C sees it, for as long as `body` lasts; `secret`, which is not copied, becomes
/// CKA_VALUE.
func withTemplate<R>(
  _ attributes: PKCS11Attributes, secret: UnsafeBufferPointer<UInt8>? = nil,
  _ body: (UnsafeMutablePointer<CK_ATTRIBUTE>?, CK_ULONG) throws(KeyStoreError) -> R
) throws(KeyStoreError) -> R {
  let count = attributes.reduce(0) { $0 + $1.value.count }
  let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, count))
  defer { bytes.deallocate() }
  var template = [CK_ATTRIBUTE]()
  var start = 0
  for (type, value) in attributes {
    (bytes + start).initialize(from: value, count: value.count)
    template.append(
      CK_ATTRIBUTE(type: type, pValue: bytes + start, ulValueLen: CK_ULONG(value.count)))
    start += value.count
  }
  if let secret {
    template.append(
      CK_ATTRIBUTE(
        type: CKA_VALUE, pValue: UnsafeMutableRawPointer(mutating: secret.baseAddress),
        ulValueLen: CK_ULONG(secret.count)))
  }
  return try template.withUnsafeMutableBufferPointer { template throws(KeyStoreError) in
    try body(template.baseAddress, CK_ULONG(template.count))
  }
}
