import Wire

/// What can be read of a sealed store's image without the key, and believed only after
/// the tag has been:
///
///     uint32 magic = 0x54_4B_53_53;
///     uint8 version = 1;
///     uint64 number;
///     opaque nonce[12];
///     opaque ciphertext<1..2209>;
///     opaque tag[16];
///
/// All that is before the ciphertext is authenticated with it.
struct SealedImage: ~Escapable {
  static var headerLength: Int { 25 }
  static var version: UInt8 { 1 }
  /// "TKSS".
  private static var magic: UInt32 { 0x54_4B_53_53 }

  let number: UInt64
  let header: Span<UInt8>
  let nonce: Span<UInt8>
  let ciphertext: Span<UInt8>
  let tag: Span<UInt8>

  @_lifetime(copy image)
  init(_ image: Span<UInt8>) throws(KeyStoreError) {
    var reader = Reader(image)
    try Self.checkVersion(&reader)
    do throws(WireError) {
      number = try reader.uint64("number")
      nonce = try reader.bytes(12, "nonce")
      header = image.extracting(first: reader.offset)
      let length = reader.remaining &- 16
      guard length <= SealedContents.maximumLength else {
        throw WireError(.leftover(length), "ciphertext", at: reader.offset)
      }
      ciphertext = try reader.bytes(max(1, length), "ciphertext")
      tag = try reader.bytes(16, "tag")
    } catch { throw .image(error) }
  }

  private static func checkVersion(_ reader: inout Reader) throws(KeyStoreError) {
    let written: UInt8
    do throws(WireError) {
      let magic = try reader.uint32("magic")
      guard magic == Self.magic else { throw reader.invalid(magic, "magic") }
      written = try reader.uint8("version")
      guard written > 0 else { throw reader.invalid(written, "version") }
    } catch { throw .image(error) }
    guard written == version else { throw .imageVersion(written) }
  }
}

extension SealedImage {
  static func header(
    number: UInt64, nonce: Span<UInt8>
  ) throws(KeyStoreError) -> [UInt8] {
    do throws(WireError) {
      return try [UInt8](capacity: headerLength) { out throws(WireError) in
        try out.write(uint32: magic, "magic")
        try out.write(uint8: version, "version")
        try out.write(uint64: number, "number")
        try out.write(bytes: nonce, "nonce")
      }
    } catch { throw .image(error) }
  }
}
