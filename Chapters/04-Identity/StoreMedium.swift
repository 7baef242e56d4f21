/// Where a sealed store keeps its image: a file, a page of flash, a test's array.
public protocol StoreMedium: ~Copyable {
  /// The whole image; `nil` if nothing was ever written.
  mutating func read() throws(KeyStoreError) -> [UInt8]?

  /// The new image is there whole when this returns, and the old one until then: a power
  /// cut at any moment leaves one of the two.
  mutating func replace(with image: Span<UInt8>) throws(KeyStoreError)

  /// A number, kept apart from the image, that never goes down: the fuses of a chip, a
  /// replay-protected block, a counter in a TPM.
  mutating func counter() throws(KeyStoreError) -> UInt64

  /// Raises it; a lower value than the present one is ignored.
  mutating func raiseCounter(to value: UInt64) throws(KeyStoreError)
}
