import CMbedTLS
import Primitives

extension MbedTLSCrypto {
  /// An AEAD of mbedTLS, one context for the life of a key.
  public struct SealingKey<Algorithm: SealingAlgorithm>:
    AEAD, ~Copyable, @unchecked Sendable
  {
    public static var nonceLength: Int { 12 }
    public static var tagLength: Int { Algorithm.tagLength }

    private let context: Pinned<Algorithm.Context>

    public init(key: Span<UInt8>) throws(CryptoError) {
      guard key.count == 32 || key.count == 16 && Algorithm.hasShortKeys else {
        throw .wrongKeyLength(key.count)
      }
      let context = Pinned(Algorithm.initialize, Algorithm.free)
      try check(
        key.withUnsafeBufferPointer { Algorithm.set($0, context.pointer) })
      self.context = context
    }

    public mutating func seal(
      _ text: inout MutableSpan<UInt8>, nonce: Span<UInt8>,
      authenticating data: Span<UInt8>, tag: inout MutableSpan<UInt8>
    ) throws(CryptoError) {
      try Self.checkLengths(text.count, nonce.count, data.count, tag.count)
      let status = tag.withUnsafeMutableBufferPointer { tag in
        Self.withMessage(&text, nonce, data) { message in
          Algorithm.seal(message, tag, context.pointer)
        }
      }
      try finish(status, &text)
    }

    public mutating func open(
      _ text: inout MutableSpan<UInt8>, nonce: Span<UInt8>,
      authenticating data: Span<UInt8>, tag: Span<UInt8>
    ) throws(CryptoError) {
      try Self.checkLengths(text.count, nonce.count, data.count, tag.count)
      let status = tag.withUnsafeBufferPointer { tag in
        Self.withMessage(&text, nonce, data) { message in
          Algorithm.open(message, tag, context.pointer)
        }
      }
      try finish(status, &text)
    }

    private static func checkLengths(
      _ text: Int, _ nonce: Int, _ data: Int, _ tag: Int
    ) throws(CryptoError) {
      guard nonce == nonceLength else { throw .wrongNonceLength(nonce) }
      guard tag == tagLength else { throw .wrongTagLength(tag) }
      let (textLimit, dataLimit) = (Algorithm.textLimit, Algorithm.dataLimit)
      guard text <= textLimit else { throw .tooLong(limit: textLimit) }
      guard data <= dataLimit else { throw .tooLong(limit: dataLimit) }
    }

    /// Whatever went wrong, nobody shall mistake what is in `text` for a result.
    private func finish(
      _ status: CInt, _ text: inout MutableSpan<UInt8>
    ) throws(CryptoError) {
      if status != 0 { wipe(&text) }
      try check(status)
    }

    private static func withMessage(
      _ text: inout MutableSpan<UInt8>, _ nonce: Span<UInt8>, _ data: Span<UInt8>,
      _ call: (SealingMessage) -> CInt
    ) -> CInt {
      text.withUnsafeMutableBufferPointer { text in
        nonce.withUnsafeBufferPointer { nonce in
          data.withUnsafeBufferPointer { data in
            call(SealingMessage(text: text, nonce: nonce, data: data))
          }
        }
      }
    }
  }

  /// What all of mbedTLS's AEADs are given, each in an order of its own.
  public struct SealingMessage {
    let text: UnsafeMutableBufferPointer<UInt8>
    let nonce: UnsafeBufferPointer<UInt8>
    let data: UnsafeBufferPointer<UInt8>
  }

  /// In what the AEADs differ: their contexts, their functions, their limits.
  public protocol SealingAlgorithm {
    associatedtype Context

    static var tagLength: Int { get }
    /// Whether a key of 16 bytes will do too.
    static var hasShortKeys: Bool { get }
    static var textLimit: Int { get }
    static var dataLimit: Int { get }

    static func initialize(_ context: UnsafeMutablePointer<Context>?)
    static func free(_ context: UnsafeMutablePointer<Context>?)
    static func set(
      _ key: UnsafeBufferPointer<UInt8>, _ context: UnsafeMutablePointer<Context>
    ) -> CInt
    static func seal(
      _ message: SealingMessage, _ tag: UnsafeMutableBufferPointer<UInt8>,
      _ context: UnsafeMutablePointer<Context>
    ) -> CInt
    static func open(
      _ message: SealingMessage, _ tag: UnsafeBufferPointer<UInt8>,
      _ context: UnsafeMutablePointer<Context>
    ) -> CInt
  }
}
