// SPDX-License-Identifier: Apache-2.0
import BenchmarkProtocol
import Certificates
import Primitives

private func certificate(_ der: [UInt8]) throws(OperationFailed) -> Certificate {
  do throws(DERError) { return try Certificate(der: der) } catch {
    throw OperationFailed("the book could not read its own certificate: \(error)")
  }
}

struct ParseCertificate: Operation {
  private let der = [UInt8](hex: ChainSample.server)

  func run() throws(OperationFailed) { keep(try certificate(der)) }
}

/// With the name of the server and the time, as a client of TLS does.
struct VerifyChain<Crypto: CryptoProvider>: Operation {
  private let server: Certificate
  private let intermediates: [Certificate]
  private let roots: [Certificate]
  private let policy: PathPolicy

  init() throws(OperationFailed) {
    server = try certificate([UInt8](hex: ChainSample.server))
    intermediates = [try certificate([UInt8](hex: ChainSample.intermediate))]
    roots = [try certificate([UInt8](hex: ChainSample.root))]
    policy = .sample
  }

  func run() throws(OperationFailed) {
    try verify(server, intermediates, roots, policy, Crypto.self)
  }
}

/// Both certificates that a server sends are read anew each time; the root is there.
struct ParseAndVerifyChain<Crypto: CryptoProvider>: Operation {
  private let server = [UInt8](hex: ChainSample.server)
  private let intermediate = [UInt8](hex: ChainSample.intermediate)
  private let roots: [Certificate]
  private let policy: PathPolicy

  init() throws(OperationFailed) {
    roots = [try certificate([UInt8](hex: ChainSample.root))]
    policy = .sample
  }

  func run() throws(OperationFailed) {
    let server = try certificate(server)
    let intermediate = try certificate(intermediate)
    try verify(server, [intermediate], roots, policy, Crypto.self)
  }
}

extension PathPolicy {
  fileprivate static var sample: PathPolicy {
    PathPolicy(
      time: Time(secondsSince1970: ChainSample.time), purpose: .server,
      server: .dns(Array(ChainSample.host.utf8)))
  }
}

private func verify<Crypto: CryptoProvider>(
  _ server: Certificate, _ others: [Certificate], _ roots: [Certificate], _ policy: PathPolicy,
  _: Crypto.Type
) throws(OperationFailed) {
  do throws(PathFailure) {
    keep(
      try ValidatedPath(
        from: server, through: others, to: roots, policy: policy, using: Crypto.self))
  } catch {
    throw OperationFailed("the book refused its own chain: \(error)")
  }
}

/// A certificate of a server, from an authority that was made before.
struct IssueCertificate<Crypto: CryptoProvider>: Operation, ~Copyable {
  private var authority: CertificateAuthority<Crypto>
  private let publicKey: [UInt8]
  private let validity: Validity
  private var number: UInt64 = 1

  init() throws(OperationFailed) {
    let validity = try Self.validity()
    let authority = try Self.authority()
    self.validity = validity
    publicKey = authority.publicKey
    self.authority = authority
  }

  private static func authority() throws(OperationFailed) -> CertificateAuthority<Crypto> {
    var random = CountingSource()
    let key = try attempt { () throws(CryptoError) in try Crypto.P256.generate(using: &random) }
    do throws(X509Error) {
      return try CertificateAuthority(
        name: Name(organization: Array("Things".utf8), commonName: Array("Root".utf8)), key: key)
    } catch { throw OperationFailed("the book could not make an authority: \(error)") }
  }

  private static func validity() throws(OperationFailed) -> Validity {
    let start = ChainSample.time
    do throws(X509Error) {
      return try Validity(
        notBefore: Time(secondsSince1970: start),
        notAfter: Time(secondsSince1970: start + 86_400 * 90))
    } catch { throw OperationFailed("the book refused a validity: \(error)") }
  }

  mutating func run() throws(OperationFailed) {
    number &+= 1
    let serial = (0..<16).map { UInt8(truncatingIfNeeded: number >> UInt64($0 % 8 * 8)) | 1 }
    do throws(X509Error) {
      keep(
        try authority.issue(
          .server([.dns(Array(ChainSample.host.utf8))]),
          to: Name(commonName: Array(ChainSample.host.utf8)), publicKey: publicKey,
          serialNumber: SerialNumber(random: serial), validity: validity))
    } catch { throw OperationFailed("the book could not issue: \(error)") }
  }
}

/// Keeps the compiler from finding out that nobody needs the result.
@inline(never) @_optimize(none)
private func keep<Result>(_ result: Result) {}
