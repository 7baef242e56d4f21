import COpenSSL
import Primitives

extension OpenSSLCrypto {
  /// An `EVP_CIPHER_CTX`, ours to free, and what can be asked of it.
  struct CipherContext: ~Copyable {
    private let pointer: OpaquePointer

    init() throws(CryptoError) {
      guard let pointer = EVP_CIPHER_CTX_new() else { throw failure() }
      self.pointer = pointer
    }

    deinit { EVP_CIPHER_CTX_free(pointer) }
  }
}

extension OpenSSLCrypto.CipherContext {
  func choose(_ cipher: OpaquePointer?, encrypting: CInt) -> Bool {
    EVP_CipherInit_ex2(pointer, cipher, nil, nil, encrypting, nil) == 1
  }

  func setLengths(nonce: Int, tag: Int) -> Bool {
    EVP_CIPHER_CTX_ctrl(pointer, EVP_CTRL_AEAD_SET_IVLEN, CInt(nonce), nil) == 1
      && EVP_CIPHER_CTX_ctrl(pointer, EVP_CTRL_AEAD_SET_TAG, CInt(tag), nil) == 1
  }

  func set(_ key: Span<UInt8>) -> Bool {
    key.withUnsafeBufferPointer {
      EVP_CipherInit_ex2(pointer, nil, $0.baseAddress, nil, -1, nil) == 1
    }
  }

  func startSealing(_ nonce: Span<UInt8>) -> Bool {
    nonce.withUnsafeBufferPointer {
      EVP_CipherInit_ex2(pointer, nil, nil, $0.baseAddress, 1, nil) == 1
    }
  }

  /// `tag` is what must come out.
  func startOpening(_ nonce: Span<UInt8>, expecting tag: Span<UInt8>) -> Bool {
    let isStarted = nonce.withUnsafeBufferPointer {
      EVP_CipherInit_ex2(pointer, nil, nil, $0.baseAddress, 0, nil) == 1
    }
    guard isStarted else { return false }
    return tag.withUnsafeBufferPointer {
      let count = CInt($0.count)
      let start = UnsafeMutablePointer(mutating: $0.baseAddress)
      return EVP_CIPHER_CTX_ctrl(pointer, EVP_CTRL_AEAD_SET_TAG, count, start) == 1
    }
  }

  /// Lets a context of GCM open, with nonces that come as parameters.
  func turnToOpening() -> Bool {
    var beginning: UInt32 = 0
    return EVP_CipherInit_ex2(pointer, nil, nil, nil, 0, nil) == 1
      && EVP_CIPHER_CTX_ctrl(pointer, EVP_CTRL_AEAD_SET_IV_FIXED, 4, &beginning) == 1
  }

  /// The same as `startOpening`, after `turnToOpening`.
  func continueOpening(_ nonce: Span<UInt8>, expecting tag: Span<UInt8>) -> Bool {
    nonce.withUnsafeBufferPointer { nonce in
      tag.withUnsafeBufferPointer { tag in
        let parameters: InlineArray<3, OSSL_PARAM> = [
          OSSL_PARAM_construct_octet_string(
            OSSL_CIPHER_PARAM_AEAD_TLS1_SET_IV_INV,
            UnsafeMutablePointer(mutating: nonce.baseAddress), nonce.count),
          OSSL_PARAM_construct_octet_string(
            OSSL_CIPHER_PARAM_AEAD_TAG,
            UnsafeMutablePointer(mutating: tag.baseAddress), tag.count),
          OSSL_PARAM_construct_end(),
        ]
        return parameters.span.withUnsafeBufferPointer {
          EVP_CIPHER_CTX_set_params(pointer, $0.baseAddress) == 1
        }
      }
    }
  }

  func announce(_ count: Int) -> Bool {
    var written: CInt = 0
    return EVP_CipherUpdate(pointer, nil, &written, nil, CInt(count)) == 1
  }

  func authenticate(_ data: Span<UInt8>) -> Bool {
    var written: CInt = 0
    return data.isEmpty
      || data.withUnsafeBufferPointer {
        EVP_CipherUpdate(pointer, nil, &written, $0.baseAddress, CInt($0.count)) == 1
      }
  }

  func crypt(_ text: inout MutableSpan<UInt8>) -> Bool {
    var written: CInt = 0
    var nothing: UInt8 = 0
    return text.withUnsafeMutableBufferPointer { text in
      withUnsafeMutablePointer(to: &nothing) { nothing in
        let start = text.baseAddress ?? nothing
        return EVP_CipherUpdate(pointer, start, &written, start, CInt(text.count)) == 1
      }
    }
  }

  /// None of our algorithms has a last block, so nothing is written here.
  func finish() -> Bool {
    var written: CInt = 0
    var nothing: UInt8 = 0
    return EVP_CipherFinal_ex(pointer, &nothing, &written) == 1
  }

  func read(_ tag: inout MutableSpan<UInt8>) -> Bool {
    tag.withUnsafeMutableBufferPointer {
      let (count, start) = (CInt($0.count), $0.baseAddress)
      return EVP_CIPHER_CTX_ctrl(pointer, EVP_CTRL_AEAD_GET_TAG, count, start) == 1
    }
  }
}
