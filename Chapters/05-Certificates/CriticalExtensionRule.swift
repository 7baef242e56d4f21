extension Certificate {
  //= rfc5280#4.2
  //# A certificate-using system MUST reject the certificate if it encounters
  //# a critical extension it does not recognize or a critical extension
  //# that contains information that it cannot process.
  func checkCriticalExtensions() -> PathRule? {
    extensions.hasUnknownCritical ? .unknownCriticalExtension : nil
  }
}
