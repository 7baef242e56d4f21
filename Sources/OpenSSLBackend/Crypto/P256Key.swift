import COpenSSL
import Primitives

extension OpenSSLCrypto.Key {
  /// The curve's parameters: a key with nothing in it yet.
  nonisolated(unsafe) static let p256: OpaquePointer? = {
    guard let context = EVP_PKEY_CTX_new_id(EVP_PKEY_EC, nil) else { return nil }
    defer { EVP_PKEY_CTX_free(context) }
    var key: OpaquePointer?
    guard EVP_PKEY_paramgen_init(context) == 1,
      EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context, NID_X9_62_prime256v1) == 1,
      EVP_PKEY_paramgen(context, &key) == 1
    else { return nil }
    return key
  }()

  /// 0x04, X, Y; a point that is not on the curve is refused.
  init(p256Point point: Span<UInt8>) throws(CryptoError) {
    guard point.count == 65 else { throw .wrongKeyLength(point.count) }
    guard let pointer = EVP_PKEY_new() else { throw OpenSSLCrypto.failure() }
    let key = Self(owning: pointer)
    guard EVP_PKEY_copy_parameters(pointer, Self.p256) == 1 else {
      throw OpenSSLCrypto.failure()
    }
    //= rfc5480#2.2
    //# The public key MUST be rejected if any other value is included in
    //# the first octet.
    let isValid = point.withUnsafeBufferPointer {
      $0[0] == 0x04
        && EVP_PKEY_set1_encoded_public_key(pointer, $0.baseAddress, 65) == 1
    }
    guard isValid else { throw OpenSSLCrypto.failure(.invalidKey) }
    self = key
  }

  /// Reads the scalar as a file would hold it, and lets OpenSSL compute the public key.
  init(p256Scalar scalar: Span<UInt8>) throws(CryptoError) {
    guard scalar.count == 32 else { throw .wrongKeyLength(scalar.count) }
    let file = Secret(count: 51) { der in
      for i in 0..<7 { der[i] = Self.ecPrivateKey[i] }
      for i in 0..<32 { der[7 + i] = scalar[i] }
      for i in 7..<19 { der[32 + i] = Self.ecPrivateKey[i] }
    }
    let pointer = file.bytes.withUnsafeBufferPointer {
      var next = $0.baseAddress
      return d2i_PrivateKey(EVP_PKEY_EC, nil, &next, $0.count)
    }
    guard let pointer else { throw OpenSSLCrypto.failure(.invalidKey) }
    let key = Self(owning: pointer)
    let context = try OpenSSLCrypto.KeyContext(pointer)
    guard EVP_PKEY_private_check(context.pointer) == 1 else {
      throw OpenSSLCrypto.failure(.invalidKey)
    }
    self = key
  }

  /// `ECPrivateKey ::= SEQUENCE { version 1, privateKey OCTET STRING, [0] prime256v1 }`
  /// (RFC 5915, 3) without the 32 bytes that belong behind `04 20`.
  private static let ecPrivateKey: InlineArray<19, UInt8> = [
    0x30, 0x31, 0x02, 0x01, 0x01, 0x04, 0x20,
    0xA0, 0x0A, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07,
  ]

  /// 32 bytes, big-endian.
  func p256Scalar() throws(CryptoError) -> Secret {
    var number: OpaquePointer?
    guard EVP_PKEY_get_bn_param(pointer, OSSL_PKEY_PARAM_PRIV_KEY, &number) == 1 else {
      throw OpenSSLCrypto.failure()
    }
    defer { BN_clear_free(number) }
    return try Secret(count: 32) { bytes throws(CryptoError) in
      let length = bytes.withUnsafeMutableBufferPointer {
        BN_bn2binpad(number, $0.baseAddress, 32)
      }
      guard length == 32 else { throw OpenSSLCrypto.failure() }
    }
  }
}
