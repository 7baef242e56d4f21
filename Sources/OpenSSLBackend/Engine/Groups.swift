import COpenSSL
import TLS

extension SSLContext {
  /// libssl counts groups by its own numbers for curves.
  borrowing func agree(in groups: [NamedGroup]) throws(TLSError) {
    guard !groups.isEmpty else { return }
    var numbers: [Int32] = []
    for group in groups {
      guard let known = groupNumbers.first(where: { $0.group == group }) else {
        throw TLSError(.configuration(.groups))
      }
      numbers.append(known.number)
    }
    guard things_SSL_CTX_set1_groups(pointer, &numbers, numbers.count) == 1 else {
      throw TLSError.ofLibrary(.configuration(.groups))
    }
  }
}

extension Session {
  /// `nil` where no fresh key was agreed on, or in a group that nobody can name here.
  borrowing func group(isResumed: Bool) -> NamedGroup? {
    // What comes back in TLS 1.2 brings no new key; libssl would tell of the old one.
    guard !isResumed || SSL_version(pointer) == TLS1_3_VERSION else { return nil }
    let number = Int32(truncatingIfNeeded: things_SSL_get_negotiated_group(pointer))
    return groupNumbers.first { $0.number == number }?.group
  }
}

/// RFC 8446, 4.2.7. The last three are libssl's own choice at times, and never ours.
private let groupNumbers: [(group: NamedGroup, number: Int32)] = [
  (.x25519, NID_X25519), (.secp256r1, NID_X9_62_prime256v1),
  (NamedGroup(code: 0x0018), NID_secp384r1), (NamedGroup(code: 0x0019), NID_secp521r1),
  (NamedGroup(code: 0x001E), NID_X448),
]
