// SPDX-License-Identifier: Apache-2.0
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Before it uses the processor's AES instructions, mbedTLS on x86 calls its own exported function
/// `mbedtls_aesni_has_support`. A program's symbol goes before a library's, so it calls this one
/// instead: we pass the question on, unless the environment says that the answer is no.
///
/// mbedTLS asks once for each block of 16 bytes, so nothing but a load and a test may happen here.
@c(mbedtls_aesni_has_support)
public func mbedtlsHasSupport(_ what: CUnsignedInt) -> CInt {
  let known = answer.load(ordering: .relaxed)
  if known & what != 0 { return 1 }
  return known & MbedTLSSwitch.asked != 0 ? 0 : firstAnswer(what)
}

private let answer = Atomic<CUnsignedInt>(0)

enum MbedTLSSwitch {
  /// Set to `off`, it forbids mbedTLS the processor's AES instructions.
  static let variable = "THINGS_MBEDTLS_AESNI"

  static let aes: CUnsignedInt = 0x0200_0000
  static let carrylessMultiplication: CUnsignedInt = 0x2
  fileprivate static let asked: CUnsignedInt = 0x8000_0000

  /// Forgets that mbedTLS ever asked.
  static func forget() { answer.store(0, ordering: .relaxed) }

  static var wasAsked: Bool { answer.load(ordering: .relaxed) & asked != 0 }

  /// What mbedTLS has been told, in the words of /proc/cpuinfo's reader.
  static var features: [String] {
    let known = answer.load(ordering: .relaxed)
    return (known & aes != 0 ? ["AES-NI"] : [])
      + (known & carrylessMultiplication != 0 ? ["PCLMULQDQ"] : [])
  }
}

@inline(never)
private func firstAnswer(_ what: CUnsignedInt) -> CInt {
  let off = getenv(MbedTLSSwitch.variable).map { strcmp($0, "off") == 0 } ?? false
  var known = MbedTLSSwitch.asked
  if !off, let library = libraryAnswer {
    for feature in [MbedTLSSwitch.aes, MbedTLSSwitch.carrylessMultiplication]
    where library(feature) != 0 { known |= feature }
  }
  answer.store(known, ordering: .relaxed)
  return known & what != 0 ? 1 : 0
}

/// The function of the same name in the next loaded object after this one: mbedTLS's own.
private var libraryAnswer: (@convention(c) (CUnsignedInt) -> CInt)? {
  let next = UnsafeMutableRawPointer(bitPattern: -1)  // RTLD_NEXT, a macro that Swift cannot see
  guard let symbol = dlsym(next, "mbedtls_aesni_has_support") else { return nil }
  return unsafeBitCast(symbol, to: (@convention(c) (CUnsignedInt) -> CInt).self)
}
