// SPDX-License-Identifier: Apache-2.0
import Primitives
import TLS

/// One side's configuration, in a form that can be copied and varied.
struct Setup: Sendable {
  var role: TLSRole
  var identity: PKI.Identity?
  var roots: [[UInt8]]
  var expectedName: ServerName?
  var clientCertificate = ClientCertificate.required
  var applicationProtocols: [String] = []
  var versions: ClosedRange<TLSVersion> = .tls12 ... .tls13
  var suites: [UInt16] = []
  /// Whatever else is asked for, last of all.
  var more: @Sendable (inout TLSConfiguration) -> Void = { _ in }

  /// A device that knows its broker.
  static func client() throws -> Setup {
    let pki = try PKI.shared.get()
    return Setup(
      role: .client, identity: pki.device, roots: [pki.root], expectedName: PKI.host)
  }

  /// A broker that knows its devices.
  static func server() throws -> Setup {
    let pki = try PKI.shared.get()
    return Setup(role: .server, identity: pki.server, roots: [pki.root])
  }

  func with<Value>(_ part: WritableKeyPath<Setup, Value>, _ value: Value) -> Setup {
    var other = self
    other[keyPath: part] = value
    return other
  }

  func adding(_ more: @escaping @Sendable (inout TLSConfiguration) -> Void) -> Setup {
    let before = self.more
    return with(\.more) {
      before(&$0)
      more(&$0)
    }
  }

  var configuration: TLSConfiguration {
    var configuration = TLSConfiguration()
    configuration.roots = roots
    if let identity {
      configuration.chain = identity.chain
      configuration.privateKey = Secret(copying: identity.privateKey.span)
    }
    configuration.expectedName = expectedName
    configuration.clientCertificate = clientCertificate
    configuration.applicationProtocols = applicationProtocols.map { Array($0.utf8) }
    configuration.versions = versions
    configuration.suites = suites.map(CipherSuite.init(code:))
    configuration.verificationTime = PKI.now
    more(&configuration)
    return configuration
  }
}
