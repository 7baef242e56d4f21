import Primitives

/// The 32 random bytes of a hello (RFC 8446, 4.1.2 and 4.1.3).
package struct HelloRandom: Sendable {
  private var storage = InlineArray<32, UInt8>(repeating: 0)

  /// 32 bytes count; what is missing is zero.
  package init(_ bytes: Span<UInt8>) {
    for i in 0..<min(bytes.count, 32) { storage[i] = bytes[i] }
  }

  package init(from random: inout some RandomSource & ~Copyable) throws(CryptoError) {
    var bytes = storage.mutableSpan
    try random.fill(&bytes)
  }

  package var bytes: Span<UInt8> {
    @_lifetime(borrow self) borrowing get { storage.span }
  }

  package subscript(i: Int) -> UInt8 {
    get { storage[i] }
    set { storage[i] = newValue }
  }
}
