import Primitives
import Wire

extension TLSHash {
  /// HKDF-Extract (RFC 5869, 2.2).
  func extract<Crypto: CryptoProvider>(
    salt: Span<UInt8>, keyMaterial: Span<UInt8>, by _: Crypto.Type
  ) throws(TLSError) -> Secret {
    do throws(CryptoError) {
      switch self {
      case .sha256:
        return try Crypto.HKDFSHA256.extract(salt: salt, keyMaterial: keyMaterial)
      case .sha384:
        return try Crypto.HKDFSHA384.extract(salt: salt, keyMaterial: keyMaterial)
      }
    } catch { throw TLSError(error) }
  }

  /// HKDF-Expand-Label (RFC 8446, 7.1): `count` bytes for the purpose that the label names.
  /// At most 249 bytes of label, and 255 of context.
  func expand<Crypto: CryptoProvider>(
    _ secret: Span<UInt8>, label: Span<UInt8>, context: Span<UInt8>, count: Int,
    by _: Crypto.Type
  ) throws(TLSError) -> Secret {
    do throws(CryptoError) {
      return try Secret(count: count) { key throws(CryptoError) in
        try expand(secret, label: label, context: context, into: &key, by: Crypto.self)
      }
    } catch { throw TLSError(error) }
  }

  func expand<Crypto: CryptoProvider>(
    _ secret: Span<UInt8>, label: Span<UInt8>, context: Span<UInt8>,
    into key: inout MutableSpan<UInt8>, by _: Crypto.Type
  ) throws(CryptoError) {
    let label = try HKDFLabel(label, context: context, count: key.count)
    switch self {
    case .sha256: try Crypto.HKDFSHA256.expand(secret, info: label.info, into: &key)
    case .sha384: try Crypto.HKDFSHA384.expand(secret, info: label.info, into: &key)
    }
  }
}

/// What makes one secret's many keys different (RFC 8446, 7.1).
struct HKDFLabel {
  private var storage = InlineArray<514, UInt8>(repeating: 0)
  private var count = 0

  init(
    _ label: Span<UInt8>, context: Span<UInt8>, count length: Int
  ) throws(CryptoError) {
    guard label.count <= 249, context.count <= 255, length <= 0xFFFF else {
      throw .tooLong(limit: 249)
    }
    append(UInt8(truncatingIfNeeded: length >> 8))
    append(UInt8(truncatingIfNeeded: length))
    append(UInt8(truncatingIfNeeded: 6 &+ label.count))
    append(bytes(of: "tls13 "))
    append(label)
    append(UInt8(truncatingIfNeeded: context.count))
    append(context)
  }

  var info: Span<UInt8> {
    @_lifetime(borrow self) borrowing get { storage.span.extracting(0..<count) }
  }

  private mutating func append(_ byte: UInt8) {
    storage[count] = byte
    count &+= 1
  }

  private mutating func append(_ bytes: Span<UInt8>) {
    for i in bytes.indices { append(bytes[i]) }
  }
}

/// The bytes of a label, in the program itself.
@_lifetime(immortal)
func bytes(of text: StaticString) -> Span<UInt8> {
  let bytes = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
  return _overrideLifetime(bytes.span, copying: ())
}
