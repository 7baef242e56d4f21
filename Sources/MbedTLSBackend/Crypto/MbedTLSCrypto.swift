import CMbedTLS
import Primitives

/// The primitives of mbedTLS, 2.28 or 3.6.
public enum MbedTLSCrypto: CryptoProvider {
  public static var name: StaticString { "mbedtls" }

  /// Its random source, for whatever takes one.
  public struct Random: RandomSource {
    public init() {}

    public mutating func fill(_ out: inout MutableSpan<UInt8>) throws(CryptoError) {
      try random(&out)
    }
  }

  public static func random(_ out: inout MutableSpan<UInt8>) throws(CryptoError) {
    do throws(CryptoError) {
      try check(
        out.withUnsafeMutableBufferPointer {
          randomSource(nil, $0.baseAddress, $0.count)
        })
    } catch {
      wipe(&out)
      throw error
    }
  }

  /// mbedTLS answers 0, or a negative number that says what was wrong.
  static func check(_ status: CInt) throws(CryptoError) {
    switch status {
    case 0: return
    case MBEDTLS_ERR_ENTROPY_SOURCE_FAILED: throw .entropyFailure
    case MBEDTLS_ERR_GCM_AUTH_FAILED, MBEDTLS_ERR_CCM_AUTH_FAILED,
      MBEDTLS_ERR_CHACHAPOLY_AUTH_FAILED:
      throw .authenticationFailed
    case MBEDTLS_ERR_ECP_VERIFY_FAILED: throw .invalidSignature
    default: throw .library(Int(status))
    }
  }
}
