import CMbedTLS

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Where mbedTLS takes its randomness from: the one place that calls for entropy.
/// The kernel's generator needs no state of ours, no lock, and survives a fork.
func randomSource(
  _: UnsafeMutableRawPointer?, _ out: UnsafeMutablePointer<UInt8>?, _ count: Int
) -> CInt {
  guard let out else { return count == 0 ? 0 : MBEDTLS_ERR_ENTROPY_SOURCE_FAILED }
  // getentropy gives at most 256 bytes a call.
  for start in stride(from: 0, to: count, by: 256)
  where getentropy(out + start, min(256, count - start)) != 0 {
    return MBEDTLS_ERR_ENTROPY_SOURCE_FAILED
  }
  return 0
}
