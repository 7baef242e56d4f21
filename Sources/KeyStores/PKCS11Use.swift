// SPDX-License-Identifier: Apache-2.0
import CPKCS11
import Identity
import Primitives

extension PKCS11Session {
  /// Appends 64 bytes: r and s of ECDSA over a digest, or EdDSA's own over a message.
  func sign(
    _ data: Span<UInt8>, with key: PKCS11Key, _ use: CK_MECHANISM_TYPE
  ) throws(KeyStoreError) -> InlineArray<64, UInt8> {
    let begin = try present(functions.C_SignInit)
    let sign = try present(functions.C_Sign)
    var mechanism = CK_MECHANISM(mechanism: use, pParameter: nil, ulParameterLen: 0)
    try KeyStoreError.check(begin(handle, &mechanism, key.object))
    var signature = [UInt8](repeating: 0, count: 64)
    var count = CK_ULONG(signature.count)
    let code = data.withUnsafeBufferPointer {
      sign(handle, $0.baseAddress, CK_ULONG($0.count), &signature, &count)
    }
    try KeyStoreError.check(code)
    guard count == 64 else { throw .unsupported }
    return InlineArray { signature[$0] }
  }

  /// The token makes the shared secret an object of the session. It, unlike the key, is let
  /// out, since whoever asked for it must have it.
  func agree(
    _ key: CK_OBJECT_HANDLE, with peer: Span<UInt8>, into out: inout MutableSpan<UInt8>
  ) throws(KeyStoreError) {
    let derive = try present(functions.C_DeriveKey)
    let template: PKCS11Attributes = [
      attribute(CKA_CLASS, CKO_SECRET_KEY), attribute(CKA_KEY_TYPE, CKK_GENERIC_SECRET),
      attribute(CKA_TOKEN, false), attribute(CKA_SENSITIVE, false),
      attribute(CKA_EXTRACTABLE, true), attribute(CKA_VALUE_LEN, CK_ULONG(out.count)),
    ]
    var secret: CK_OBJECT_HANDLE = 0
    var point = peer.withUnsafeBufferPointer { Array($0) }
    try withTemplate(template) { template, count throws(KeyStoreError) in
      let code = point.withUnsafeMutableBufferPointer { point in
        var parameters = CK_ECDH1_DERIVE_PARAMS(
          kdf: CKD_NULL, ulSharedDataLen: 0, pSharedData: nil,
          ulPublicDataLen: CK_ULONG(point.count), pPublicData: point.baseAddress)
        return withUnsafeMutablePointer(to: &parameters) { parameters in
          var mechanism = CK_MECHANISM(
            mechanism: CKM_ECDH1_DERIVE, pParameter: parameters,
            ulParameterLen: CK_ULONG(MemoryLayout<CK_ECDH1_DERIVE_PARAMS>.size))
          return derive(handle, &mechanism, key, template, count, &secret)
        }
      }
      try KeyStoreError.check(code)
    }
    defer { try? destroy(secret) }
    let get = try present(functions.C_GetAttributeValue)
    let room = CK_ULONG(out.count)
    var attribute = CK_ATTRIBUTE(type: CKA_VALUE, pValue: nil, ulValueLen: room)
    let code = out.withUnsafeMutableBufferPointer {
      attribute.pValue = UnsafeMutableRawPointer($0.baseAddress)
      return get(handle, secret, &attribute, 1)
    }
    try KeyStoreError.check(code)
    guard attribute.ulValueLen == room else { throw .unsupported }
  }
}
