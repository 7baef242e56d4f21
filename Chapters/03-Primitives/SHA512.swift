extension PortableCrypto {
  /// SHA-512 (FIPS 180-4, 6.4).
  public struct SHA512: HashFunction, ~Copyable {
    public static var digestLength: Int { 64 }
    public static var blockLength: Int { 128 }

    typealias State = SHA2State<UInt64>

    private let state = SecretBox(State(firstSquareRoots))

    public init() {}

    public mutating func update(_ message: Span<UInt8>) throws(CryptoError) {
      try state.value.check(message)
      state.value.update(message)
    }

    public mutating func finish(into out: inout OutputSpan<UInt8>) throws(CryptoError) {
      guard out.freeCapacity >= Self.digestLength else {
        throw .bufferTooSmall(needed: Self.digestLength)
      }
      state.value.finish()
      state.value.write(Self.digestLength, into: &out)
      state.value.begin(firstSquareRoots)
    }

    public mutating func restore(from other: borrowing Self) {
      state.value = other.state.value
    }
  }

  /// SHA-384 (FIPS 180-4, 6.5): SHA-512 from another start, and cut off.
  public struct SHA384: HashFunction, ~Copyable {
    public static var digestLength: Int { 48 }
    public static var blockLength: Int { 128 }

    typealias State = SHA2State<UInt64>

    private let state = SecretBox(State(nextSquareRoots))

    public init() {}

    public mutating func update(_ message: Span<UInt8>) throws(CryptoError) {
      try state.value.check(message)
      state.value.update(message)
    }

    public mutating func finish(into out: inout OutputSpan<UInt8>) throws(CryptoError) {
      guard out.freeCapacity >= Self.digestLength else {
        throw .bufferTooSmall(needed: Self.digestLength)
      }
      state.value.finish()
      state.value.write(Self.digestLength, into: &out)
      state.value.begin(nextSquareRoots)
    }

    public mutating func restore(from other: borrowing Self) {
      state.value = other.state.value
    }
  }
}

extension PortableCrypto.SHA512 {
  /// The digest of a whole message, on the stack from the first byte to the last.
  static func digest(of message: Span<UInt8>) -> InlineArray<64, UInt8> {
    var state = State(firstSquareRoots)
    state.update(message)
    state.finish()
    let digest = InlineArray<64, UInt8> { out in state.write(64, into: &out) }
    wipe(&state)
    return digest
  }
}
