// SPDX-License-Identifier: Apache-2.0
import CPKCS11
import Identity

/// Objects in the token: found by what they are, asked what they say.
extension PKCS11Session {
  func find(_ attributes: PKCS11Attributes) throws(KeyStoreError) -> [CK_OBJECT_HANDLE] {
    let begin = try present(functions.C_FindObjectsInit)
    let next = try present(functions.C_FindObjects)
    try withTemplate(attributes) { template, count throws(KeyStoreError) in
      try KeyStoreError.check(begin(handle, template, count))
    }
    defer { _ = functions.C_FindObjectsFinal?(handle) }
    var found = [CK_OBJECT_HANDLE]()
    var some = [CK_OBJECT_HANDLE](repeating: 0, count: 32)
    while found.count <= Self.limit {
      var count: CK_ULONG = 0
      try KeyStoreError.check(next(handle, &some, CK_ULONG(some.count), &count))
      if count == 0 { return found }
      found += some.prefix(Int(min(count, CK_ULONG(some.count))))
    }
    throw .tooLong(limit: Self.limit)
  }

  /// A token that claims to hold more is not asked for the rest.
  private static var limit: Int { 4096 }

  /// `nil` if the object has no such attribute, or does not say it.
  func value(
    _ type: CK_ATTRIBUTE_TYPE, of object: CK_OBJECT_HANDLE, limit: Int = 256
  ) throws(KeyStoreError) -> [UInt8]? {
    let get = try present(functions.C_GetAttributeValue)
    var bytes = [UInt8](repeating: 0, count: limit)
    var count: CK_ULONG = 0
    let code = bytes.withUnsafeMutableBytes { bytes in
      var attribute = CK_ATTRIBUTE(
        type: type, pValue: bytes.baseAddress, ulValueLen: CK_ULONG(limit))
      defer { count = attribute.ulValueLen }
      return get(handle, object, &attribute, 1)
    }
    if code == CKR_ATTRIBUTE_TYPE_INVALID || code == CKR_ATTRIBUTE_SENSITIVE { return nil }
    try KeyStoreError.check(code)
    guard count <= limit else { return nil }
    return Array(bytes.prefix(Int(count)))
  }

  func flag(
    _ type: CK_ATTRIBUTE_TYPE, of object: CK_OBJECT_HANDLE
  ) throws(KeyStoreError) -> Bool? {
    try value(type, of: object).map { $0 != [0] }
  }

  func destroy(_ object: CK_OBJECT_HANDLE) throws(KeyStoreError) {
    try KeyStoreError.check(try present(functions.C_DestroyObject)(handle, object))
  }

  /// Those that a power cut has left without their private halves too.
  func destroyPublicObjects(labelled text: [UInt8]) throws(KeyStoreError) {
    let found = try find([
      attribute(CKA_CLASS, CKO_PUBLIC_KEY), attribute(CKA_TOKEN, true), (CKA_LABEL, text),
    ])
    for object in found { try destroy(object) }
  }
}
