// SPDX-License-Identifier: Apache-2.0
import BenchmarkProtocol
import Primitives

/// Every operation through the book's protocols: a line for each.
func benchOfProvider<Provider: CryptoProvider>(
  _: Provider.Type, _ operation: Case
) throws(OperationFailed) -> Bench {
  let bytes = operation.bytes
  switch operation.algorithm {
  case .sha256: return Bench(try Digest<Provider.SHA256>(bytes: bytes))
  case .sha384: return Bench(try Digest<Provider.SHA384>(bytes: bytes))
  case .sha512: return Bench(try Digest<Provider.SHA512>(bytes: bytes))
  case .hmacSHA256: return Bench(try Code<Provider.HMACSHA256>(bytes: bytes))
  case .aes128GCM: return Bench(try Seal<Provider.AESGCM>(keyLength: 16, bytes: bytes))
  case .aes128GCMOpen: return Bench(try Open<Provider.AESGCM>(keyLength: 16, bytes: bytes))
  case .aes256GCM: return Bench(try Seal<Provider.AESGCM>(keyLength: 32, bytes: bytes))
  case .aes128CCM: return Bench(try Seal<Provider.AESCCM>(keyLength: 16, bytes: bytes))
  case .aes128CCM8: return Bench(try Seal<Provider.AESCCM8>(keyLength: 16, bytes: bytes))
  case .chaCha20Poly1305:
    return Bench(try Seal<Provider.ChaCha20Poly1305>(keyLength: 32, bytes: bytes))
  case .x25519: return Bench(try Agree<Provider.X25519>())
  case .p256ECDH: return Bench(try Agree<Provider.P256KeyAgreement>())
  case .p256Sign: return Bench(try Sign<Provider.P256>())
  case .p256Verify: return Bench(try Verify<Provider.P256>())
  case .ed25519Sign: return Bench(try Sign<Provider.Ed25519>())
  case .ed25519Verify: return Bench(try Verify<Provider.Ed25519>())
  case .rsa2048Verify: return Bench(try VerifyRSA<Provider.RSA>())
  case .x25519Generate: return Bench(try GenerateToAgree<Provider.X25519>())
  case .p256Generate: return Bench(try GenerateToSign<Provider.P256>())
  case .certificateParse: return Bench(ParseCertificate())
  case .chainVerify: return Bench(try VerifyChain<Provider>())
  case .chainParseAndVerify: return Bench(try ParseAndVerifyChain<Provider>())
  case .certificateIssue: return Bench(try IssueCertificate<Provider>())
  }
}

/// What a provider lacks is missing; whatever else it throws is a fault.
func attempt<Result: ~Copyable>(
  _ body: () throws(CryptoError) -> Result
) throws(OperationFailed) -> Result {
  do throws(CryptoError) {
    return try body()
  } catch .unsupported {
    throw .missing
  } catch {
    throw OperationFailed("the provider failed: \(error)")
  }
}

extension Buffer {
  /// Lets `body` append to the buffer from its start, and says how many bytes there are then.
  func filled(
    _ body: (inout OutputSpan<UInt8>) throws(CryptoError) -> Void
  ) throws(CryptoError) -> Int {
    var out = OutputSpan(buffer: bytes, initializedCount: 0)
    try body(&out)
    return out.finalize(for: bytes)
  }
}

/// Predictable, and the same for every library: what differs is the arithmetic.
struct CountingSource: RandomSource {
  private var state: UInt64 = 1

  mutating func fill(_ out: inout MutableSpan<UInt8>) throws(CryptoError) {
    for i in out.indices {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      out[i] = UInt8(truncatingIfNeeded: state >> 56)
    }
  }
}
