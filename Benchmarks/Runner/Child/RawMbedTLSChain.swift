// SPDX-License-Identifier: Apache-2.0
import BenchmarkProtocol
import CMbedTLS

/// A certificate as a C program would have mbedTLS read it.
struct RawMbedTLSParse: Operation, ~Copyable {
  private let der = Buffer(hex: ChainSample.server)

  mutating func run() throws(OperationFailed) {
    var certificate = mbedtls_x509_crt()
    mbedtls_x509_crt_init(&certificate)
    defer { mbedtls_x509_crt_free(&certificate) }
    guard mbedtls_x509_crt_parse_der(&certificate, der.pointer, der.count) == 0 else {
      throw OperationFailed("mbedTLS could not read a certificate")
    }
  }
}

/// The root is read once; mbedTLS takes the time from the system's clock.
struct RawMbedTLSVerify: Operation, ~Copyable {
  private let server = Buffer(hex: ChainSample.server)
  private let intermediate = Buffer(hex: ChainSample.intermediate)
  private let root: UnsafeMutablePointer<mbedtls_x509_crt>
  private let chain: UnsafeMutablePointer<mbedtls_x509_crt>
  private let parsing: Bool

  init(parsing: Bool) throws(OperationFailed) {
    self.parsing = parsing
    root = .allocate(capacity: 1)
    chain = .allocate(capacity: 1)
    mbedtls_x509_crt_init(root)
    mbedtls_x509_crt_init(chain)
    let der = Buffer(hex: ChainSample.root)
    let status = mbedtls_x509_crt_parse_der(root, der.pointer, der.count)
    guard status == 0 else { throw OperationFailed("mbedTLS could not read the root (\(status))") }
    if !parsing { try read() }
  }

  mutating func run() throws(OperationFailed) {
    if parsing { try read() }
    defer { if parsing { mbedtls_x509_crt_free(chain) } }
    var flags: UInt32 = 0
    guard mbedtls_x509_crt_verify(chain, root, nil, ChainSample.host, &flags, nil, nil) == 0
    else { throw OperationFailed("mbedTLS refused the chain (\(flags))") }
  }

  private func read() throws(OperationFailed) {
    mbedtls_x509_crt_init(chain)
    guard mbedtls_x509_crt_parse_der(chain, server.pointer, server.count) == 0,
      mbedtls_x509_crt_parse_der(chain, intermediate.pointer, intermediate.count) == 0
    else { throw OperationFailed("mbedTLS could not read the chain") }
  }

  deinit {
    mbedtls_x509_crt_free(root)
    if !parsing { mbedtls_x509_crt_free(chain) }
    root.deallocate()
    chain.deallocate()
  }
}
