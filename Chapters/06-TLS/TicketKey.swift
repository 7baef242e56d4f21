import Primitives
import Wire

/// One key of a vault. What it seals is the key's name, a nonce, the ciphertext and a
/// tag.
struct TicketKey<Crypto: CryptoProvider>: ~Copyable {
  /// Seconds since 1970.
  let since: Int64
  /// Random, so that we know our own tickets from another's without trying to open
  /// them.
  private let name: InlineArray<8, UInt8>
  private var cipher: Crypto.AESGCM
  private var nonces: NonceSequence

  init(
    since: Int64, using random: inout some RandomSource & ~Copyable
  ) throws(CryptoError) {
    let key = try random.secret(count: 32)
    let rest = try random.secret(count: 20)
    let cipher = try Crypto.AESGCM(key: key.bytes)
    let nonces = try NonceSequence(rest.bytes.extracting(8..<20))
    self.since = since
    name = InlineArray { rest.bytes[$0] }
    self.cipher = cipher
    self.nonces = nonces
  }

  mutating func seal(
    _ purpose: SealedPurpose, _ contents: Span<UInt8>
  ) throws(CryptoError) -> [UInt8] {
    let nonce = try nonces.next()
    var sealed = [UInt8](capacity: 20 + contents.count + 16) { out in
      for i in 0..<8 { out.append(name[i]) }
      for i in 0..<12 { out.append(nonce[i]) }
      for i in contents.indices { out.append(contents[i]) }
      out.append(repeating: 0, count: 16)
    }
    let data = authenticated(purpose)
    var bytes = sealed.mutableSpan
    var body = bytes._mutatingExtracting(20...)
    try cipher.seal(
      appendingTagTo: &body, nonce: nonce.span, authenticating: data.span)
    return sealed
  }

  /// `nil` if the key's name is another's.
  mutating func open(
    _ purpose: SealedPurpose, _ sealed: Span<UInt8>
  ) throws(CryptoError) -> Secret? {
    guard sealed.count >= 36 else { throw .authenticationFailed }
    for i in 0..<8 where sealed[i] != name[i] { return nil }
    let nonce = sealed.extracting(8..<20)
    let tag = sealed.extracting((sealed.count - 16)...)
    let text = sealed.extracting(20..<(sealed.count - 16))
    let data = authenticated(purpose)
    return try Secret(count: text.count) { bytes throws(CryptoError) in
      for i in text.indices { bytes[i] = text[i] }
      try cipher.open(&bytes, nonce: nonce, authenticating: data.span, tag: tag)
    }
  }

  private func authenticated(_ purpose: SealedPurpose) -> InlineArray<9, UInt8> {
    InlineArray { $0 < 8 ? name[$0] : purpose.rawValue }
  }
}
