// SPDX-License-Identifier: Apache-2.0
import BenchmarkProtocol
import COpenSSL

/// A certificate as a C program would have OpenSSL read it.
private func certificate(_ der: borrowing Buffer) throws(OperationFailed) -> OpaquePointer {
  var next: UnsafePointer<UInt8>? = UnsafePointer(der.pointer)
  guard let read = d2i_X509(nil, &next, der.count) else {
    throw OperationFailed("OpenSSL could not read a certificate")
  }
  return read
}

struct RawOpenSSLParse: Operation, ~Copyable {
  private let der = Buffer(hex: ChainSample.server)

  mutating func run() throws(OperationFailed) { X509_free(try certificate(der)) }
}

/// A store with the root, made once, and a context for each chain.
struct RawOpenSSLVerify: Operation, ~Copyable {
  private let server = Buffer(hex: ChainSample.server)
  private let intermediate = Buffer(hex: ChainSample.intermediate)
  private let store: OpaquePointer
  /// Nil where they are read each time.
  private let read: (server: OpaquePointer, intermediate: OpaquePointer)?

  init(parsing: Bool) throws(OperationFailed) {
    let root = try certificate(Buffer(hex: ChainSample.root))
    let read =
      parsing
      ? nil
      : (
        server: try certificate(Buffer(hex: ChainSample.server)),
        intermediate: try certificate(Buffer(hex: ChainSample.intermediate))
      )
    guard let store = X509_STORE_new() else { throw OperationFailed("OpenSSL gave no store") }
    X509_STORE_add_cert(store, root)
    X509_free(root)
    self.store = store
    self.read = read
  }

  mutating func run() throws(OperationFailed) {
    if let read { return try verify(read.server, read.intermediate) }
    let first = try certificate(server)
    defer { X509_free(first) }
    let second = try certificate(intermediate)
    defer { X509_free(second) }
    try verify(first, second)
  }

  private func verify(
    _ server: OpaquePointer, _ intermediate: OpaquePointer
  ) throws(OperationFailed) {
    let context = X509_STORE_CTX_new()
    let others = OPENSSL_sk_new_null()
    defer {
      X509_STORE_CTX_free(context)
      OPENSSL_sk_free(others)
    }
    OPENSSL_sk_push(others, UnsafeRawPointer(intermediate))
    guard X509_STORE_CTX_init(context, store, server, others) == 1 else {
      throw OperationFailed("OpenSSL gave no context for a chain")
    }
    let parameters = X509_STORE_CTX_get0_param(context)
    X509_VERIFY_PARAM_set_time(parameters, time_t(ChainSample.time))
    X509_VERIFY_PARAM_set1_host(parameters, ChainSample.host, 0)
    X509_STORE_CTX_set_purpose(context, X509_PURPOSE_SSL_SERVER)
    guard X509_verify_cert(context) == 1 else {
      throw OperationFailed(
        "OpenSSL refused the chain (\(X509_STORE_CTX_get_error(context)))")
    }
  }

  deinit {
    if let read {
      X509_free(read.server)
      X509_free(read.intermediate)
    }
    X509_STORE_free(store)
  }
}
