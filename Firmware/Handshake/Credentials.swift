// SPDX-License-Identifier: Apache-2.0
import CCredentials
import Primitives
import TLS

/// What the device was given in the factory, from `credentials.c`, which the script writes.
extension TLSConfiguration {
  #if SHARED_KEY
  static func forThisDevice() -> TLSConfiguration {
    var configuration = TLSConfiguration()
    let (identity, key) = (bytes(credential_identity()), bytes(credential_key()))
    configuration.preSharedKeys = [
      PreSharedKey(identity: identity, key: Secret(copying: key.span))
    ]
    configuration.forSmallDevices()
    return configuration
  }
  #else
  static func forThisDevice() -> TLSConfiguration {
    var configuration = TLSConfiguration()
    let privateKey = bytes(credential_private_key())
    configuration.roots = [bytes(credential_root())]
    configuration.chain = [bytes(credential_certificate())]
    configuration.privateKey = Secret(copying: privateKey.span)
    configuration.expectedName = .dns(bytes(credential_server_name()))
    configuration.forSmallDevices()
    return configuration
  }
  #endif

  /// One version, one suite, one group, and records that fit into the memory there is.
  private mutating func forSmallDevices() {
    versions = .tls13 ... .tls13
    suites = [CipherSuite(code: 0x1301)]
    groups = [.secp256r1]
    recordSizeLimit = 512
    isMiddleboxCompatible = false
  }
}

private func bytes(_ credential: credential) -> [UInt8] {
  [UInt8](UnsafeBufferPointer(start: credential.bytes, count: Int(credential.count)))
}
