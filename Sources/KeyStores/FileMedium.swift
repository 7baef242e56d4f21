// SPDX-License-Identifier: Apache-2.0
import Identity
import Wire

/// A sealed store's image in a file, and its counter in another, in another place.
///
/// Both are their owner's alone (mode 0600). A second medium over the same image is refused with
/// `.medium(EWOULDBLOCK)` until this one is gone. The counter is a file like any other: whoever
/// can write it can set it back, so where there are fuses or a TPM, use them.
public struct FileMedium: StoreMedium, ~Copyable {
  private let image: DurableFile
  private let count: DurableFile
  /// Beside the image, since the image itself is another file after each change.
  private let lock: OpenFile

  /// Makes the last folder of each path if it is not there. `counter` is best on another disk, at
  /// least where the backups of `image` do not reach.
  public init(image: String, counter: String) throws(KeyStoreError) {
    let lock = try DurableFile(image + ".lock").lock(waits: false)
    let count = try DurableFile(counter)
    self.image = try DurableFile(image)
    self.count = count
    self.lock = lock
  }

  public mutating func read() throws(KeyStoreError) -> [UInt8]? { try image.read() }

  public mutating func replace(with image: Span<UInt8>) throws(KeyStoreError) {
    try self.image.replace(with: image)
  }

  public mutating func counter() throws(KeyStoreError) -> UInt64 {
    guard let bytes = try count.read() else { return 0 }
    do throws(WireError) {
      return try Reader.all(bytes.span, "counter") { reader throws(WireError) in
        try reader.uint64("counter")
      }
    } catch { throw .image(error) }
  }

  public mutating func raiseCounter(to value: UInt64) throws(KeyStoreError) {
    guard try value > counter() else { return }
    let bytes: InlineArray<8, UInt8> = InlineArray { i in
      UInt8(truncatingIfNeeded: value >> UInt64(56 - 8 * i))
    }
    try count.replace(with: bytes.span)
  }
}
