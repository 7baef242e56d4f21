import Primitives

/// The 32 random bytes of a hello (RFC 8446, 4.1.2 and 4.1.3).
package struct HelloRandom: Sendable {
  private var storage: InlineArray<32, UInt8>

  /// 32 bytes count; what is missing is zero.
  package init(_ bytes: Span<UInt8>) {
    storage = InlineArray(repeating: 0)
    for i in 0..<min(bytes.count, 32) { storage[i] = bytes[i] }
  }

  package init(
    from random: inout some RandomSource & ~Copyable
  ) throws(CryptoError) {
    storage = InlineArray(repeating: 0)
    var bytes = storage.mutableSpan
    try random.fill(&bytes)
  }

  package var bytes: Span<UInt8> {
    @_lifetime(borrow self) borrowing get { storage.span }
  }
}

extension HelloRandom: Equatable {
  package static func == (a: HelloRandom, b: HelloRandom) -> Bool {
    (0..<32).allSatisfy { a.storage[$0] == b.storage[$0] }
  }
}

extension HelloRandom {
  /// That a ServerHello is a HelloRetryRequest: SHA-256 of that word (RFC 8446, 4.1.3).
  package static var helloRetryRequest: HelloRandom {
    HelloRandom(storage: [
      0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02,
      0x1E, 0x65, 0xB8, 0x91, 0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E,
      0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C,
    ])
  }

  private init(storage: InlineArray<32, UInt8>) { self.storage = storage }

  /// The version whose sentinel stands in the last eight bytes, `DOWNGRD` and a number:
  /// the server could do better. What stands for all below 1.2 is told as 1.1.
  package var downgrade: TLSVersion? {
    let isSentinel = HelloRandom.sentinel.indices.allSatisfy {
      storage[24 + $0] == HelloRandom.sentinel[$0]
    }
    return switch (isSentinel, storage[31]) {
    case (true, 1): .tls12
    case (true, 0): TLSVersion(code: 0x0302)
    default: nil
    }
  }

  /// Puts the sentinel of TLS 1.2 in.
  package mutating func markDowngrade() {
    for i in HelloRandom.sentinel.indices { storage[24 + i] = HelloRandom.sentinel[i] }
    storage[31] = 1
  }

  /// `DOWNGRD`.
  private static var sentinel: InlineArray<7, UInt8> {
    [0x44, 0x4F, 0x57, 0x4E, 0x47, 0x52, 0x44]
  }
}
