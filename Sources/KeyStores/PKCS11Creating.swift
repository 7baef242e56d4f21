// SPDX-License-Identifier: Apache-2.0
import CPKCS11
import Identity
import Primitives

extension PKCS11Session {
  /// A key that was made elsewhere. The public half comes first: without a private one it is
  /// nothing, and the next who wants the label removes it.
  func create(
    _ algorithm: KeyAlgorithm, _ privateKey: Span<UInt8>, labelled text: [UInt8]
  ) throws(KeyStoreError) {
    guard let spelling = algorithm.pkcs11, has(spelling.use) else { throw .unsupported }
    let point = try publicKey(algorithm, of: privateKey)
    var failure = KeyStoreError.unsupported
    for parameters in spelling.parameters {
      do throws(KeyStoreError) {
        return try create(algorithm, spelling.keyType, parameters, point, privateKey, text)
      } catch { failure = error }
    }
    throw failure
  }

  private func create(
    _ algorithm: KeyAlgorithm, _ type: CK_ULONG, _ parameters: [UInt8], _ point: [UInt8],
    _ privateKey: Span<UInt8>, _ text: [UInt8]
  ) throws(KeyStoreError) {
    let make = try present(functions.C_CreateObject)
    let form: PKCS11Attributes = [
      attribute(CKA_KEY_TYPE, type), (CKA_EC_PARAMS, parameters),
    ]
    // An OCTET STRING around it (2.40, 2.3.3).
    let octets = [0x04, UInt8(truncatingIfNeeded: point.count)] + point
    let shown =
      form + publicTemplate(algorithm, text) + [
        attribute(CKA_CLASS, CKO_PUBLIC_KEY), (CKA_EC_POINT, octets),
      ]
    let hidden =
      form + privateTemplate(algorithm, text) + [attribute(CKA_CLASS, CKO_PRIVATE_KEY)]
    var publicObject: CK_OBJECT_HANDLE = 0
    try withTemplate(shown) { template, count throws(KeyStoreError) in
      try KeyStoreError.check(make(handle, template, count, &publicObject))
    }
    do throws(KeyStoreError) {
      try privateKey.withUnsafeBufferPointer { secret throws(KeyStoreError) in
        try withTemplate(hidden, secret: secret) { template, count throws(KeyStoreError) in
          var privateObject: CK_OBJECT_HANDLE = 0
          try KeyStoreError.check(make(handle, template, count, &privateObject))
        }
      }
    } catch {
      try? destroy(publicObject)
      throw error
    }
  }

  /// Throws `.crypto(.invalidKey)` for what is no private key of the curve.
  private func publicKey(
    _ algorithm: KeyAlgorithm, of privateKey: Span<UInt8>
  ) throws(KeyStoreError) -> [UInt8] {
    do throws(CryptoError) {
      return try [UInt8](capacity: algorithm.publicKeyLength) { out throws(CryptoError) in
        if algorithm == .ed25519 {
          try PortableCrypto.Ed25519(privateKey: privateKey).publicKey(into: &out)
        } else {
          try PortableCrypto.P256(privateKey: privateKey).publicKey(into: &out)
        }
      }
    } catch { throw KeyStoreError(error) }
  }
}
