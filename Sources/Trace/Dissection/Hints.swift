// SPDX-License-Identifier: Apache-2.0

/// What a message says that later ones cannot be read without.
struct Hints: Equatable, Sendable {
  var version: Int?
  var suite: Int?
  var clientCertificateType: Int?
  var serverCertificateType: Int?
  /// In a few words, for the field or message that said it.
  var summary = ""

  mutating func merge(_ other: Hints) {
    version = other.version ?? version
    suite = other.suite ?? suite
    clientCertificateType = other.clientCertificateType ?? clientCertificateType
    serverCertificateType = other.serverCertificateType ?? serverCertificateType
  }
}
