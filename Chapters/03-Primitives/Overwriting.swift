/// Room for a digest of SHA-512, the longest that we know.
typealias LongestDigest = InlineArray<64, UInt8>

/// Lets `write` append to bytes that are there already, from the first one on: a digest
/// goes where it is wanted, and leaves no copy elsewhere.
@inline(__always)
func overwrite(
  _ place: inout MutableSpan<UInt8>,
  _ write: (inout OutputSpan<UInt8>) throws(CryptoError) -> Void
) throws(CryptoError) {
  try place.withUnsafeMutableBufferPointer { buffer throws(CryptoError) in
    var out = OutputSpan(buffer: buffer, initializedCount: 0)
    try write(&out)
    _ = out.finalize(for: buffer)
  }
}
