import Wire

extension Certificate {
  /// RFC 5280, 4.2.1.12. Of an authority the standard says nothing; as everybody does,
  /// we take what it allows as the most that it can allow to others.
  func checkExtendedKeyUsage(for purpose: Purpose) -> PathRule? {
    guard let wanted = purpose.id, let purposes = extendedKeyUsage else { return nil }
    var reader = DERReader(purposes)
    do throws(DERError) {
      var allowed = false
      try reader.list("ExtKeyUsageSyntax") { reader throws(DERError) in
        let id = OIDCode(try reader.objectIdentifier("KeyPurposeId"))
        if id == wanted || id == .anyExtendedKeyUsage { allowed = true }
      }
      return allowed ? nil : .otherPurpose
    } catch { return .otherPurpose }
  }
}

extension Purpose {
  fileprivate var id: OIDCode? {
    switch self {
    case .server: OIDCode(0x1_2b06_0105_0507_0301)
    case .client: OIDCode(0x1_2b06_0105_0507_0302)
    case .any: nil
    }
  }
}

extension OIDCode {
  fileprivate static var anyExtendedKeyUsage: OIDCode { OIDCode(0x1_551d_2500) }
}
