import Primitives

/// One direction's records under one key, sealed and opened where they lie.
///
/// Of a record the protection knows the header and what is behind it: in TLS 1.3 the
/// content, its type, padding, a tag (RFC 8446, 5.2); in TLS 1.2 perhaps 8 bytes of nonce,
/// the content, a tag (RFC 5246, 6.2.3.3).
package struct RecordProtection<Crypto: CryptoProvider>: ~Copyable {
  package let version: TLSVersion
  package let shape: RecordShape
  private var key: RecordKey<Crypto>
  private let firstNonce: InlineArray<12, UInt8>
  private var nonces: NonceSequence
  /// Of the next record, under this key.
  package private(set) var sequenceNumber: UInt64 = 0
  /// Blocks of the cipher that the key may still seal.
  private var blocksLeft: UInt64
  private let warning: UInt64

  /// `nonces`: 12 bytes, or the 4 that are fixed. `blocks`: how much one key may seal, in
  /// blocks of 16 bytes; for tests, for the AEAD knows it.
  package init(
    _ suite: CipherSuite, _ version: TLSVersion, key: Span<UInt8>, nonces: Span<UInt8>,
    isEarly: Bool = false, blocks: UInt64? = nil
  ) throws(TLSError) {
    guard let aead = suite.aead else { throw TLSError(.library) }
    let limit = blocks ?? aead.blockLimit
    let first = InlineArray<12, UInt8> { $0 < nonces.count ? nonces[$0] : 0 }
    let sequence = try withoutFault { () throws(CryptoError) in
      try NonceSequence(first.span)
    }
    self.key = try withoutFault { () throws(CryptoError) in try RecordKey(aead, key) }
    self.nonces = sequence
    self.version = version
    shape = RecordShape(
      version: version, isEarly: isEarly, nonceLength: nonces.count == 4 ? 8 : 0,
      tagLength: aead.tagLength)
    firstNonce = first
    blocksLeft = limit
    warning = limit / 8
  }
}

extension RecordAEAD {
  var tagLength: Int { self == .aesCCM8 ? 8 : 16 }

  /// Blocks that one key may seal: for AES-GCM 2²⁴·⁵ records of 2¹⁰ blocks (RFC 8446, 5.5),
  /// for AES-CCM 2²³ (RFC 9147, 4.5.3). ChaCha20's counter ends first.
  var blockLimit: UInt64 {
    switch self {
    case .aesGCM: 23_726_566 << 10
    case .aesCCM, .aesCCM8: 1 << 33
    case .chaCha20Poly1305: .max
    }
  }
}

extension RecordProtection {
  /// Whether the key has sealed so much that the next one should come soon.
  package var isNearlySpent: Bool { blocksLeft <= warning }

  /// Seals a record that has its header and its content; what is around the content, its
  /// `shape` tells, is filled here.
  package mutating func seal(
    _ record: inout MutableSpan<UInt8>, as type: ContentType
  ) throws(TLSError) {
    let count = record.count &- shape.contentOffset &- shape.trailerLength
    guard count >= 0 else { throw TLSError(.library) }
    let blocks = UInt64(truncatingIfNeeded: count) / 16 &+ 2
    //= rfc8446#5.5
    //# Implementations SHOULD do a key update as described in
    //# Section 4.6.3 prior to reaching these limits.
    guard blocks <= blocksLeft else { throw TLSError.keyIsSpent }
    blocksLeft &-= blocks
    do throws(CryptoError) {
      let nonce = try nonces.next()
      if version == .tls13 {
        record[RecordHeader.length &+ count] = type.code
      }
      for i in 0..<shape.nonceLength {
        record[RecordHeader.length &+ i] = nonce[4 &+ i]
      }
      let data = AdditionalData(record.span, self, count: count)
      var text = record._mutatingExtracting(shape.contentOffset...)
      try key.seal(&text, nonce: nonce.span, authenticating: data.bytes)
      sequenceNumber &+= 1
    } catch { throw TLSError(error) }
  }

  /// Opens a record where it lies: whether it was sealed with our key. If it was not,
  /// there is nothing left of it, and it does not count.
  package mutating func open(_ record: inout MutableSpan<UInt8>) throws(TLSError)
    -> Bool
  {
    let count = record.count &- shape.contentOffset &- shape.tagLength
    guard count >= 0 else { return false }
    do throws(CryptoError) {
      var nonce = try nonces.next()
      for i in 0..<shape.nonceLength {
        nonce[4 &+ i] = record[RecordHeader.length &+ i]
      }
      let data = AdditionalData(record.span, self, count: count)
      var text = record._mutatingExtracting(shape.contentOffset...)
      try key.open(&text, nonce: nonce.span, authenticating: data.bytes)
      sequenceNumber &+= 1
      return true
    } catch {
      guard error == .authenticationFailed else { throw TLSError(error) }
      try repeatNonce()
      return false
    }
  }

  /// The same for a part of a buffer.
  mutating func open(
    _ range: Range<Int>, of buffer: inout RecordBuffer
  ) throws(TLSError) -> Bool {
    var bytes = buffer.mutableBytes
    var record = bytes._mutatingExtracting(range)
    return try open(&record)
  }

  mutating func seal(
    _ range: Range<Int>, of buffer: inout RecordBuffer, as type: ContentType
  ) throws(TLSError) {
    var bytes = buffer.mutableBytes
    var record = bytes._mutatingExtracting(range)
    try seal(&record, as: type)
  }

  private mutating func repeatNonce() throws(TLSError) {
    let (first, number) = (firstNonce, sequenceNumber)
    nonces = try withoutFault { () throws(CryptoError) in
      try NonceSequence(first.span, from: number)
    }
  }
}

/// What is authenticated but not hidden: in TLS 1.3 the header (RFC 8446, 5.2), in TLS 1.2
/// the number of the record, and a header with the length of the content (RFC 5246,
/// 6.2.3.3).
struct AdditionalData {
  private var storage = InlineArray<13, UInt8>(repeating: 0)
  private let count: Int

  init<Crypto: CryptoProvider>(
    _ record: Span<UInt8>, _ protection: borrowing RecordProtection<Crypto>, count: Int
  ) {
    let is13 = protection.version == .tls13
    let start = is13 ? 0 : 8
    for i in 0..<RecordHeader.length { storage[start &+ i] = record[i] }
    self.count = start &+ RecordHeader.length
    guard !is13 else { return }
    for i in 0..<8 {
      let shift = UInt64(56 &- 8 &* i)
      storage[i] = UInt8(truncatingIfNeeded: protection.sequenceNumber &>> shift)
    }
    storage[11] = UInt8(truncatingIfNeeded: count &>> 8)
    storage[12] = UInt8(truncatingIfNeeded: count)
  }

  var bytes: Span<UInt8> {
    @_lifetime(borrow self) borrowing get { storage.span.extracting(0..<count) }
  }
}

extension TLSError {
  /// A key has sealed as much as it may, and nobody changed it.
  static var keyIsSpent: TLSError {
    TLSError(.library, reason: Array("the key has sealed as much as it may".utf8))
  }
}
