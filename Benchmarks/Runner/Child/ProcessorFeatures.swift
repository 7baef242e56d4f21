// SPDX-License-Identifier: Apache-2.0
import COpenSSL

/// The processor's instructions that OpenSSL will use, as OpenSSL itself says.
///
/// `OPENSSL_ia32cap=0x…:0x…` holds CPUID leaf 1 (EDX low, ECX high) and leaf 7 (EBX low, ECX
/// high); `OPENSSL_armcap=0x…` holds bits of OpenSSL's own (OPENSSL_ia32cap(3), arm_arch.h).
/// What follows `env:` is the variable that asked for it.
func opensslFeatures(settings: String) -> [String] {
  guard let equals = settings.firstIndex(of: "=") else { return [] }
  let vectors = settings[settings.index(after: equals)...].prefix { $0 != " " }
    .split(separator: ":")
    .map { UInt64($0.dropFirst($0.hasPrefix("0x") ? 2 : 0), radix: 16) ?? 0 }
  let known = settings.hasPrefix("OPENSSL_armcap") ? armFeatures : intelFeatures
  return known.filter { feature in
    feature.word < vectors.count && vectors[feature.word] >> feature.bit & 1 == 1
  }.map(\.name)
}

func opensslSettings() -> String {
  OPENSSL_info(OPENSSL_INFO_CPU_SETTINGS).map { String(cString: $0) } ?? ""
}

private struct Feature {
  var name: String
  var word = 0
  var bit: Int
}

private let intelFeatures = [
  Feature(name: "AES-NI", bit: 57),
  Feature(name: "PCLMULQDQ", bit: 33),
  Feature(name: "SSSE3", bit: 41),
  Feature(name: "AVX", bit: 60),
  Feature(name: "AVX2", word: 1, bit: 5),
  // The next two are for public keys: wide multiplications, and additions with two carries.
  Feature(name: "BMI2", word: 1, bit: 8),
  Feature(name: "ADX", word: 1, bit: 19),
  Feature(name: "AVX-512F", word: 1, bit: 16),
  Feature(name: "SHA-NI", word: 1, bit: 29),
  Feature(name: "VAES", word: 1, bit: 41),
  Feature(name: "VPCLMULQDQ", word: 1, bit: 42),
]

private let armFeatures = [
  Feature(name: "NEON", bit: 0),
  Feature(name: "AES", bit: 2),
  Feature(name: "SHA256", bit: 4),
  Feature(name: "PMULL", bit: 5),
]
