import COpenSSL
import Primitives

extension OpenSSLCrypto {
  /// An AEAD behind EVP, with a context for the life of a key; with two, where one could not
  /// turn around.
  public struct SealingKey<Algorithm: SealingAlgorithm>:
    AEAD, ~Copyable, @unchecked Sendable
  {
    public static var nonceLength: Int { 12 }
    public static var tagLength: Int { Algorithm.tagLength }

    private let sealing: CipherContext
    private let opening: CipherContext?
    /// Whether the one context of GCM was last turned to opening.
    private var isTurned = false

    public init(key: Span<UInt8>) throws(CryptoError) {
      let sealing = try Self.context(key, encrypting: 1)
      opening = Algorithm.turnsAround ? nil : try Self.context(key, encrypting: 0)
      self.sealing = sealing
    }

    private static func context(
      _ key: Span<UInt8>, encrypting: CInt
    ) throws(CryptoError) -> CipherContext {
      let cipher = try Algorithm.cipher(keyLength: key.count)
      let context = try CipherContext()
      guard context.choose(cipher, encrypting: encrypting),
        !Algorithm.wantsLengthsFirst
          || context.setLengths(nonce: nonceLength, tag: tagLength),
        context.set(key)
      else { throw failure() }
      return context
    }

    public mutating func seal(
      _ text: inout MutableSpan<UInt8>, nonce: Span<UInt8>,
      authenticating data: Span<UInt8>, tag: inout MutableSpan<UInt8>
    ) throws(CryptoError) {
      try Self.checkLengths(text.count, nonce.count, data.count, tag.count)
      isTurned = false
      guard sealing.startSealing(nonce),
        !Algorithm.wantsLengthsFirst || sealing.announce(text.count),
        sealing.authenticate(data), sealing.crypt(&text), sealing.finish(),
        sealing.read(&tag)
      else {
        wipe(&text)
        throw failure()
      }
    }

    public mutating func open(
      _ text: inout MutableSpan<UInt8>, nonce: Span<UInt8>,
      authenticating data: Span<UInt8>, tag: Span<UInt8>
    ) throws(CryptoError) {
      try Self.checkLengths(text.count, nonce.count, data.count, tag.count)
      switch opening {
      case .some(let opening):
        let isReady = opening.startOpening(nonce, expecting: tag)
        try Self.open(&text, data, with: opening, isReady)
      case .none where Algorithm.takesNonceAsParameter:
        isTurned = isTurned || sealing.turnToOpening()
        let isReady = isTurned && sealing.continueOpening(nonce, expecting: tag)
        try Self.open(&text, data, with: sealing, isReady)
      case .none:
        let isReady = sealing.startOpening(nonce, expecting: tag)
        try Self.open(&text, data, with: sealing, isReady)
      }
    }

    private static func open(
      _ text: inout MutableSpan<UInt8>, _ data: Span<UInt8>,
      with context: borrowing CipherContext, _ isReady: Bool
    ) throws(CryptoError) {
      guard isReady,
        !Algorithm.wantsLengthsFirst || context.announce(text.count),
        context.authenticate(data)
      else {
        wipe(&text)
        throw failure()
      }
      guard context.crypt(&text), context.finish() else {
        wipe(&text)
        throw failure(.authenticationFailed)
      }
    }

    private static func checkLengths(
      _ text: Int, _ nonce: Int, _ data: Int, _ tag: Int
    ) throws(CryptoError) {
      guard nonce == nonceLength else { throw .wrongNonceLength(nonce) }
      guard tag == tagLength else { throw .wrongTagLength(tag) }
      let limit = Algorithm.textLimit
      guard text <= limit else { throw .tooLong(limit: limit) }
      guard data <= CInt.max else { throw .tooLong(limit: Int(CInt.max)) }
    }
  }
}
