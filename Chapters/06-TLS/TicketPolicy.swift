import Primitives

extension TLSConfiguration {
  /// The digest of whom a server believes, as whom it shows itself, and what it
  /// demands.
  ///
  /// It lies in each ticket. Where two servers share the keys of their tickets but not
  /// their rules, what lets a client into the one must not let it into the other.
  borrowing func ticketPolicy<Crypto: CryptoProvider>(
    using crypto: Crypto.Type
  ) throws(TLSError) -> [UInt8] {
    var hash = try RunningHash<Crypto>(.sha256)
    try hash.take(roots)
    try hash.take(trustedKeys)
    try hash.take(Array(chain.prefix(1)))
    try hash.take([[clientCertificate == .required ? 1 : 0]])
    try hash.take(preSharedKeys.map { $0.identity })
    return [UInt8](try hash.finish().bytes)
  }
}

extension RunningHash {
  /// How many there are, and each with its length, so that no two lists look the same.
  fileprivate mutating func take(_ list: [[UInt8]]) throws(TLSError) {
    try take(list.count)
    for item in list {
      try take(item.count)
      try update(item.span)
    }
  }

  private mutating func take(_ number: Int) throws(TLSError) {
    let bytes = InlineArray<8, UInt8> {
      UInt8(truncatingIfNeeded: number >> (56 - 8 * $0))
    }
    try update(bytes.span)
  }
}
