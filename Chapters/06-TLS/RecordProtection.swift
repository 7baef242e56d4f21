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
      let data = AdditionalData(
        record.span, version, number: sequenceNumber, count: count)
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
      let data = AdditionalData(
        record.span, version, number: sequenceNumber, count: count)
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

  /// And whether the key is nearly spent.
  mutating func seal(
    _ range: Range<Int>, of buffer: inout RecordBuffer, as type: ContentType
  ) throws(TLSError) -> Bool {
    var bytes = buffer.mutableBytes
    var record = bytes._mutatingExtracting(range)
    try seal(&record, as: type)
    return isNearlySpent
  }

  private mutating func repeatNonce() throws(TLSError) {
    let (first, number) = (firstNonce, sequenceNumber)
    nonces = try withoutFault { () throws(CryptoError) in
      try NonceSequence(first.span, from: number)
    }
  }
}
