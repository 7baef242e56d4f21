extension Certificate {
  /// RFC 5280, 6.1.3 (a)(2).
  func checkValidity(at time: Time) -> PathRule? {
    if time < validity.notBefore { return .notYetValid }
    if validity.notAfter < time { return .expired }
    return nil
  }
}
