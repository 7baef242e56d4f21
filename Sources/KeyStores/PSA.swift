// SPDX-License-Identifier: Apache-2.0
import CMbedTLS
import Identity
import Primitives

/// PSA's calls, with our errors; only within `inFolder`.
enum PSA {
  /// No label leads to it.
  static let wrappingKeyNumber: psa_key_id_t = 0x3FFF_FFFE

  static func check(_ status: psa_status_t) throws(KeyStoreError) {
    switch status {
    case 0: return
    case -134: throw .unsupported  // PSA_ERROR_NOT_SUPPORTED
    case -136, -140: throw .noSuchKey  // PSA_ERROR_INVALID_HANDLE, _DOES_NOT_EXIST
    default: throw .module(Int(status))
    }
  }

  static func isThere(_ number: psa_key_id_t) -> Bool {
    var attributes = psa_key_attributes_t()
    let status = psa_get_key_attributes(number, &attributes)
    forget(number)
    // A file that cannot be read is there too; only what is gone is gone.
    return status != -136 && status != -140
  }

  /// Out of this process's memory; it stays in the storage.
  static func forget(_ number: psa_key_id_t) { _ = psa_purge_key(number) }

  static func publicKey(_ number: psa_key_id_t) throws(KeyStoreError) -> [UInt8] {
    defer { forget(number) }
    var bytes = [UInt8](repeating: 0, count: 65)
    var count = 0
    try check(psa_export_public_key(number, &bytes, bytes.count, &count))
    return Array(bytes.prefix(count))
  }

  /// r and s.
  static func signature(
    _ number: psa_key_id_t, _ message: UnsafeBufferPointer<UInt8>
  ) throws(KeyStoreError) -> InlineArray<64, UInt8> {
    var bytes = [UInt8](repeating: 0, count: 64)
    var count = 0
    try check(
      things_psa_sign(number, message.baseAddress, message.count, &bytes, bytes.count, &count))
    guard count == 64 else { throw .unsupported }
    return InlineArray { bytes[$0] }
  }

  /// Throws `.crypto(.invalidKey)` for what is no private key of the curve.
  static func importKey(
    _ privateKey: Span<UInt8>, _ attributes: inout psa_key_attributes_t
  ) throws(KeyStoreError) {
    var number: psa_key_id_t = 0
    let status = privateKey.withUnsafeBufferPointer {
      psa_import_key(&attributes, $0.baseAddress, $0.count, &number)
    }
    // PSA_ERROR_INVALID_ARGUMENT
    if status == -135 { throw .crypto(.invalidKey) }
    try check(status)
  }

  static func agree(
    _ number: psa_key_id_t, _ peer: UnsafeBufferPointer<UInt8>,
    _ secret: UnsafeMutableBufferPointer<UInt8>
  ) throws(KeyStoreError) {
    // PSA calls a compressed point unsupported; it is as wrong as any other.
    guard peer.count != 65 || peer[0] == 0x04 else { throw .crypto(.invalidKey) }
    var count = 0
    let status = things_psa_agree(
      number, peer.baseAddress, peer.count, secret.baseAddress, secret.count, &count)
    // PSA_ERROR_INVALID_ARGUMENT: no point of the curve, or one too special.
    if status == -135 { throw .crypto(.invalidKey) }
    try check(status)
    guard count == secret.count else { throw .unsupported }
  }

  /// Nothing to do if it is not there.
  static func destroy(_ number: psa_key_id_t) throws(KeyStoreError) {
    let status = psa_destroy_key(number)
    if status == -136 || status == -140 { return }
    try check(status)
  }
}
