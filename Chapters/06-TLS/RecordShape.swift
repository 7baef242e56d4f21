/// What a protection makes of a record: the bytes around its content.
package struct RecordShape: Sendable {
  /// `nil` for records that are not protected.
  package let version: TLSVersion?
  /// Whether it is for what a client says before the handshake is complete.
  package let isEarly: Bool
  /// Bytes between header and content, which are a nonce's.
  package let nonceLength: Int
  package let tagLength: Int

  static var plain: RecordShape {
    RecordShape(version: nil, isEarly: false, nonceLength: 0, tagLength: 0)
  }

  var isProtected: Bool { version != nil }

  /// Bytes of a record before its content.
  var contentOffset: Int { RecordHeader.length &+ nonceLength }

  /// Bytes behind its content: in TLS 1.3 a type, and the tag.
  var trailerLength: Int { tagLength &+ (version == .tls13 ? 1 : 0) }
}
