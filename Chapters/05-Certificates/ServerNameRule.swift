extension Certificate {
  /// RFC 9525, 6.
  func checkName(_ server: GeneralName?) -> PathRule? {
    guard let server else { return nil }
    return isFor(server) ? nil : .otherName
  }
}
