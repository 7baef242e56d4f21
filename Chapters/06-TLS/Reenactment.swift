/// For tests: what a recorded handshake did and we would not.
package struct Reenactment: Sendable {
  /// Whether a certificate counts as a bare key if its key is trusted; whatever else it
  /// says, and whoever signed it.
  package var believesKeysInCertificates = false

  package init() {}
}
