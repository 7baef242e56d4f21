extension RecordAEAD {
  var tagLength: Int { self == .aesCCM8 ? 8 : 16 }

  /// Blocks that one key may seal: for AES-GCM 2²⁴·⁵ records of 2¹⁰ blocks (RFC 8446, 5.5),
  /// for AES-CCM 2²³ (RFC 9147, 4.5.3). ChaCha20's counter ends first.
  var blockLimit: UInt64 {
    switch self {
    case .aesGCM: 23_726_566 << 10
    case .aesCCM, .aesCCM8: 1 << 33
    case .chaCha20Poly1305: .max
    }
  }
}

extension TLSError {
  /// A key has sealed as much as it may, and nobody changed it.
  static var keyIsSpent: TLSError {
    let reason = bytes(of: "the key has sealed as much as it may")
    return TLSError(.library, reason: [UInt8](reason))
  }
}
