/// How much a record may hold (RFC 8446, 5.1 and 5.2; RFC 5246, 6.2; RFC 8449).
struct RecordLimits {
  /// Bytes of content, by the standard.
  static var content: Int { 1 << 14 }
  /// How many records that say nothing a peer may send in a row.
  static var emptyWords: Int { 32 }

  private let own: Int
  private var peers: Int?

  init(own: Int) { self.own = own }

  /// Both sides have told theirs.
  mutating func agree(on peers: Int) { self.peers = peers }

  /// Bytes of content in a record that we seal. What TLS 1.3 calls plaintext has a byte for
  /// the type, which counts (RFC 8449, 4).
  func sending(_ version: TLSVersion) -> Int {
    guard let peers else { return Self.content }
    return max(1, min(Self.content, version == .tls13 ? peers &- 1 : peers))
  }

  /// Bytes of plaintext in a record that we open. Who offers both versions has told one
  /// number for both, with a byte for the type.
  func receiving(_ version: TLSVersion) -> Int {
    let most = version == .tls13 ? Self.content &+ 1 : Self.content
    return peers == nil ? most : min(most, own &+ 1)
  }

  /// Bytes behind a header that we are willing to wait for.
  static func fragment(isProtected: Bool, _ version: TLSVersion?) -> Int {
    guard isProtected else { return content }
    return content &+ (version == .tls12 ? 2048 : 256)
  }
}
