import Primitives

extension OpenSSLCrypto {
  public typealias AESGCM = SealingKey<GCM>
  public typealias AESCCM = SealingKey<CCM<16>>
  public typealias AESCCM8 = SealingKey<CCM<8>>
  public typealias ChaCha20Poly1305 = SealingKey<ChaChaPoly>

  /// In what the AEADs differ; how EVP is called is the same for all.
  public protocol SealingAlgorithm {
    static var tagLength: Int { get }
    /// No text is longer, by the standard or because EVP counts in a C int.
    static var textLimit: Int { get }
    /// Whether the lengths must be known before the bytes.
    static var wantsLengthsFirst: Bool { get }
    /// Whether a context can seal after it has opened, and open after it has sealed.
    static var turnsAround: Bool { get }
    /// Whether a nonce can be given by its name, to open with.
    static var takesNonceAsParameter: Bool { get }
    /// Throws `.wrongKeyLength`; nil if this OpenSSL lacks the cipher.
    static func cipher(keyLength: Int) throws(CryptoError) -> OpaquePointer?
  }

  /// NIST SP 800-38D.
  public enum GCM: SealingAlgorithm {
    public static var tagLength: Int { 16 }
    public static var textLimit: Int { Int(CInt.max) }
    public static var wantsLengthsFirst: Bool { false }
    public static var turnsAround: Bool { true }
    public static var takesNonceAsParameter: Bool { true }

    public static func cipher(keyLength: Int) throws(CryptoError) -> OpaquePointer? {
      switch keyLength {
      case 16: aes128GCM
      case 32: aes256GCM
      default: throw .wrongKeyLength(keyLength)
      }
    }
  }

  /// NIST SP 800-38C.
  public enum CCM<let length: Int>: SealingAlgorithm {
    public static var tagLength: Int { length }
    /// A nonce of 12 bytes leaves 3 of 15 to count the text with.
    public static var textLimit: Int { 0xFF_FFFF }
    public static var wantsLengthsFirst: Bool { true }
    public static var turnsAround: Bool { false }
    public static var takesNonceAsParameter: Bool { false }

    public static func cipher(keyLength: Int) throws(CryptoError) -> OpaquePointer? {
      switch keyLength {
      case 16: aes128CCM
      case 32: aes256CCM
      default: throw .wrongKeyLength(keyLength)
      }
    }
  }

  /// RFC 8439.
  public enum ChaChaPoly: SealingAlgorithm {
    public static var tagLength: Int { 16 }
    public static var textLimit: Int { Int(CInt.max) }
    public static var wantsLengthsFirst: Bool { false }
    public static var turnsAround: Bool { true }
    public static var takesNonceAsParameter: Bool { false }

    public static func cipher(keyLength: Int) throws(CryptoError) -> OpaquePointer? {
      guard keyLength == 32 else { throw .wrongKeyLength(keyLength) }
      return chaCha20Poly1305
    }
  }
}
