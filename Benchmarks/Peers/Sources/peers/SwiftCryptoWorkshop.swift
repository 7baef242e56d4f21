// SPDX-License-Identifier: Apache-2.0
import BenchmarkProtocol
import Crypto

/// swift-crypto as its own documentation would have it used; BoringSSL is inside.
struct SwiftCryptoWorkshop: Workshop {
  var version: String { "swift-crypto 4.5.2 and swift-certificates 1.21.1" }
  /// It does not say.
  var features: [String] { [] }

  func asks(_ algorithm: Algorithm) throws(OperationFailed) -> Bool {
    _ = try bench(Case(algorithm, bytes: 64, .provider))
    return false
  }

  func bench(_ operation: Case) throws(OperationFailed) -> Bench {
    guard operation.caller == .provider else { throw .missing }
    let bytes = operation.bytes
    switch operation.algorithm {
    case .sha256: return Bench(Digest<SHA256>(bytes: bytes))
    case .sha384: return Bench(Digest<SHA384>(bytes: bytes))
    case .sha512: return Bench(Digest<SHA512>(bytes: bytes))
    case .hmacSHA256: return Bench(Code(bytes: bytes))
    case .aes128GCM: return Bench(SealAESGCM(keyLength: 16, bytes: bytes))
    case .aes128GCMOpen: return Bench(try OpenAESGCM(keyLength: 16, bytes: bytes))
    case .aes256GCM: return Bench(SealAESGCM(keyLength: 32, bytes: bytes))
    case .aes128CCM, .aes128CCM8: throw .missing
    case .chaCha20Poly1305: return Bench(SealChaChaPoly(bytes: bytes))
    case .x25519: return Bench(AgreeX25519())
    case .p256ECDH: return Bench(AgreeP256())
    case .p256Sign: return Bench(SignP256())
    case .p256Verify: return Bench(try VerifyP256())
    case .ed25519Sign: return Bench(SignEd25519())
    case .ed25519Verify: return Bench(try VerifyEd25519())
    case .rsa2048Verify: return Bench(try VerifyRSA())
    case .x25519Generate: return Bench(GenerateX25519())
    case .p256Generate: return Bench(GenerateP256())
    case .certificateParse: return Bench(ParseCertificate())
    case .chainVerify: return try benchOfChain(parsing: false)
    case .chainParseAndVerify: return try benchOfChain(parsing: true)
    case .certificateIssue: throw .missing
    }
  }
}

/// What the library throws is a fault: it has all that we ask for.
func attempt<Result>(_ body: () throws -> Result) throws(OperationFailed) -> Result {
  do { return try body() } catch { throw OperationFailed("swift-crypto failed: \(error)") }
}

/// Keeps the compiler from finding out that nobody needs the result.
@inline(never) @_optimize(none)
func keep<Result>(_ result: Result) {}
