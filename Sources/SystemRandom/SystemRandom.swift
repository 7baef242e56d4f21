import Primitives

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The kernel's own generator.
public struct SystemRandom: RandomSource, Sendable {
  public init() {}

  /// Waits, once after the start of the machine, until the kernel has gathered enough.
  public mutating func fill(_ out: inout MutableSpan<UInt8>) throws(CryptoError) {
    let filled = out.withUnsafeMutableBytes { bytes in
      // getentropy gives at most 256 bytes a call, all of them or none.
      stride(from: 0, to: bytes.count, by: 256).allSatisfy { start in
        let piece = UnsafeMutableRawBufferPointer(
          rebasing: bytes[start..<min(start + 256, bytes.count)])
        return getentropy(piece.baseAddress!, piece.count) == 0
      }
    }
    guard filled else {
      wipe(&out)
      throw .entropyFailure
    }
  }
}
