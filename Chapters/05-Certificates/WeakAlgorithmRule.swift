extension Certificate {
  /// Of every certificate that somebody else has signed. Nobody asks how a root was signed
  /// by itself.
  func checkHash() -> PathRule? { signatureAlgorithm == .broken ? .weakHash : nil }

  /// Of every certificate, the end entity and the root too.
  func checkKeyLength() -> PathRule? {
    guard case .rsa(let bits) = publicKeyAlgorithm, bits < 2048 else { return nil }
    return .weakKey(bits: bits)
  }
}
