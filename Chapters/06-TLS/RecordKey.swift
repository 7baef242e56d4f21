import Primitives

/// One AEAD of four, with its key.
struct RecordKey<Crypto: CryptoProvider>: ~Copyable {
  let algorithm: RecordAEAD
  private var gcm: Crypto.AESGCM?
  private var ccm: Crypto.AESCCM?
  private var ccm8: Crypto.AESCCM8?
  private var chaCha: Crypto.ChaCha20Poly1305?

  init(_ algorithm: RecordAEAD, _ key: Span<UInt8>) throws(CryptoError) {
    self.algorithm = algorithm
    gcm = algorithm == .aesGCM ? try Crypto.AESGCM(key: key) : nil
    ccm = algorithm == .aesCCM ? try Crypto.AESCCM(key: key) : nil
    ccm8 = algorithm == .aesCCM8 ? try Crypto.AESCCM8(key: key) : nil
    chaCha =
      algorithm == .chaCha20Poly1305 ? try Crypto.ChaCha20Poly1305(key: key) : nil
  }

  /// Seals all but the last bytes, which become the tag.
  mutating func seal(
    _ buffer: inout MutableSpan<UInt8>, nonce: Span<UInt8>,
    authenticating data: Span<UInt8>
  ) throws(CryptoError) {
    switch algorithm {
    case .aesGCM:
      try check(gcm?.seal(appendingTagTo: &buffer, nonce: nonce, authenticating: data))
    case .aesCCM:
      try check(ccm?.seal(appendingTagTo: &buffer, nonce: nonce, authenticating: data))
    case .aesCCM8:
      try check(ccm8?.seal(appendingTagTo: &buffer, nonce: nonce, authenticating: data))
    case .chaCha20Poly1305:
      try check(
        chaCha?.seal(appendingTagTo: &buffer, nonce: nonce, authenticating: data))
    }
  }

  mutating func open(
    _ buffer: inout MutableSpan<UInt8>, nonce: Span<UInt8>,
    authenticating data: Span<UInt8>
  ) throws(CryptoError) {
    switch algorithm {
    case .aesGCM:
      try check(gcm?.open(tagAppendedTo: &buffer, nonce: nonce, authenticating: data))
    case .aesCCM:
      try check(ccm?.open(tagAppendedTo: &buffer, nonce: nonce, authenticating: data))
    case .aesCCM8:
      try check(ccm8?.open(tagAppendedTo: &buffer, nonce: nonce, authenticating: data))
    case .chaCha20Poly1305:
      try check(
        chaCha?.open(tagAppendedTo: &buffer, nonce: nonce, authenticating: data))
    }
  }

  /// That a key was there: nothing must ever go out unsealed because none was.
  private func check<Result>(_ result: Result?) throws(CryptoError) {
    guard result != nil else { throw .unsupported }
  }
}
