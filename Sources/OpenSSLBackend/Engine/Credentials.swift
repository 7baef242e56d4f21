import COpenSSL
import Primitives
import TLS

/// An `X509`: one certificate, read from DER.
struct X509Certificate: ~Copyable {
  let pointer: OpaquePointer

  /// `nil` unless the bytes are one certificate and nothing else.
  init?(der: [UInt8]) {
    let parsed = der.withUnsafeBufferPointer { bytes -> OpaquePointer? in
      var cursor = bytes.baseAddress
      guard let certificate = d2i_X509(nil, &cursor, bytes.count) else { return nil }
      guard cursor == bytes.baseAddress.map({ $0 + bytes.count }) else {
        X509_free(certificate)
        return nil
      }
      return certificate
    }
    guard let parsed else { return nil }
    pointer = parsed
  }

  deinit { X509_free(pointer) }
}

/// An `EVP_PKEY`: one private key, read from a PrivateKeyInfo or left where it is.
struct PrivateKey: ~Copyable {
  let pointer: OpaquePointer

  init?(of configuration: borrowing TLSConfiguration) {
    let made = configuration.signer.map(storedKey) ?? Self.read(configuration.privateKey)
    guard let made else { return nil }
    pointer = made
  }

  private static func read(_ pkcs8: borrowing Secret?) -> OpaquePointer? {
    switch pkcs8 {
    case .none: nil
    case .some(let secret): secret.bytes.withUnsafeBufferPointer(parse)
    }
  }

  private static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> OpaquePointer? {
    var cursor = bytes.baseAddress
    guard let info = d2i_PKCS8_PRIV_KEY_INFO(nil, &cursor, bytes.count) else { return nil }
    defer { PKCS8_PRIV_KEY_INFO_free(info) }
    guard cursor == bytes.baseAddress.map({ $0 + bytes.count }) else { return nil }
    return EVP_PKCS82PKEY(info)
  }

  deinit { EVP_PKEY_free(pointer) }
}

extension SSLContext {
  /// Who we are: our chain, end entity first, and the key of its first certificate.
  borrowing func identify(
    with configuration: borrowing TLSConfiguration
  ) throws(TLSError) {
    guard let endEntity = configuration.chain.first else { return }

    guard let certificate = X509Certificate(der: endEntity),
      SSL_CTX_use_certificate(pointer, certificate.pointer) == 1
    else { throw TLSError.ofLibrary(.configuration(.chain)) }

    for der in configuration.chain.dropFirst() {
      guard let issuer = X509Certificate(der: der),
        things_SSL_CTX_add1_chain_cert(pointer, issuer.pointer) == 1
      else { throw TLSError.ofLibrary(.configuration(.chain)) }
    }

    guard let key = PrivateKey(of: configuration) else {
      throw TLSError.ofLibrary(.configuration(.privateKey))
    }
    guard X509_check_private_key(certificate.pointer, key.pointer) == 1 else {
      throw TLSError.ofLibrary(.configuration(.keyDoesNotMatchChain))
    }
    guard SSL_CTX_use_PrivateKey(pointer, key.pointer) == 1 else {
      throw TLSError.ofLibrary(.configuration(.privateKey))
    }
  }
}
