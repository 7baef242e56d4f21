// SPDX-License-Identifier: Apache-2.0
import BenchmarkProtocol
import CAllocationCounter
import CMbedTLS
import COpenSSL
import MbedTLSBackend
import OpenSSLBackend
import Primitives

extension ChildProcess {
  /// Nil for a library that the book has no provider for.
  public init?(_ library: CryptoLibrary) {
    switch library {
    case .openssl: self.init(OpenSSLWorkshop(), counted: allocations)
    case .mbedtls: self.init(MbedTLSWorkshop(), counted: allocations)
    case .portable: self.init(PortableWorkshop(), counted: allocations)
    case .swiftCrypto: return nil
    }
  }
}

/// How often this thread calls for memory in `body`; nil where that cannot be counted.
private func allocations(_ body: () throws -> Void) throws -> Int? {
  things_allocations_begin()
  defer { things_allocations_end() }
  try body()
  let calls = things_allocations()
  return calls < 0 ? nil : calls
}

struct OpenSSLWorkshop: Workshop {
  var version: String { "OpenSSL " + String(cString: OpenSSL_version(OPENSSL_VERSION_STRING)) }
  var features: [String] { opensslFeatures(settings: opensslSettings()) }

  /// It asked the processor and the environment at its start, for every algorithm.
  func asks(_ algorithm: Algorithm) throws(OperationFailed) -> Bool {
    _ = try bench(Case(algorithm, bytes: 64, .provider))
    return !opensslSettings().isEmpty
  }

  func bench(_ operation: Case) throws(OperationFailed) -> Bench {
    let bytes = operation.bytes
    switch (operation.caller, operation.algorithm) {
    case (.raw, .sha256): return Bench(try RawOpenSSLDigest(bytes: bytes))
    case (.raw, .aes128GCM):
      return Bench(try RawOpenSSLSeal("AES-128-GCM", keyLength: 16, bytes: bytes))
    case (.raw, .chaCha20Poly1305):
      return Bench(try RawOpenSSLSeal("ChaCha20-Poly1305", keyLength: 32, bytes: bytes))
    case (.raw, .certificateParse): return Bench(RawOpenSSLParse())
    case (.raw, .chainVerify): return Bench(try RawOpenSSLVerify(parsing: false))
    case (.raw, .chainParseAndVerify): return Bench(try RawOpenSSLVerify(parsing: true))
    case (.raw, _): throw .missing
    case (.provider, _): return try benchOfProvider(OpenSSLCrypto.self, operation)
    }
  }
}

struct MbedTLSWorkshop: Workshop {
  var version: String {
    let number = mbedtls_version_get_number()
    return "mbedTLS \(number >> 24).\(number >> 16 & 0xFF).\(number >> 8 & 0xFF)"
  }

  /// What it was told shows only once it has asked.
  var features: [String] {
    _ = try? asks(.aes128GCM)
    return MbedTLSSwitch.features
  }

  func asks(_ algorithm: Algorithm) throws(OperationFailed) -> Bool {
    MbedTLSSwitch.forget()
    let bench = try bench(Case(algorithm, bytes: 64, .provider))
    _ = try bench.time(1, batch: 0)
    return MbedTLSSwitch.wasAsked
  }

  func bench(_ operation: Case) throws(OperationFailed) -> Bench {
    let bytes = operation.bytes
    switch (operation.caller, operation.algorithm) {
    case (.raw, .sha256): return Bench(try RawMbedTLSDigest(bytes: bytes))
    case (.raw, .aes128GCM): return Bench(try RawMbedTLSSeal(bytes: bytes))
    case (.raw, .chaCha20Poly1305):
      return Bench(try RawMbedTLSChaCha20Poly1305(bytes: bytes))
    case (.raw, .certificateParse): return Bench(RawMbedTLSParse())
    case (.raw, .chainVerify): return Bench(try RawMbedTLSVerify(parsing: false))
    case (.raw, .chainParseAndVerify): return Bench(try RawMbedTLSVerify(parsing: true))
    case (.raw, _): throw .missing
    case (.provider, _): return try benchOfProvider(MbedTLSCrypto.self, operation)
    }
  }
}

/// Plain Swift: what the compiler makes of it for every processor of this kind.
struct PortableWorkshop: Workshop {
  var version: String { "plain Swift" }
  var features: [String] { [] }

  func asks(_ algorithm: Algorithm) throws(OperationFailed) -> Bool {
    _ = try bench(Case(algorithm, bytes: 64, .provider))
    return false
  }

  func bench(_ operation: Case) throws(OperationFailed) -> Bench {
    guard operation.caller == .provider else { throw .missing }
    return try benchOfProvider(PortableCrypto.self, operation)
  }
}
