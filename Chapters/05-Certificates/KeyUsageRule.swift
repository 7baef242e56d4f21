extension Certificate {
  /// Of an authority: that its key signs certificates (RFC 5280, 6.1.4 (n)).
  func checkKeyUsageOfAuthority() -> PathRule? {
    guard let usage = extensions.keyUsage else { return nil }
    return usage.contains(.keyCertSign) ? nil : .keyMayNotSign
  }

  /// Of an end entity: that its key signs, since signing is how it will prove itself.
  func checkKeyUsageOfEndEntity(for purpose: Purpose) -> PathRule? {
    guard purpose != .any, let usage = extensions.keyUsage else { return nil }
    return usage.contains(.digitalSignature) ? nil : .otherPurpose
  }
}
