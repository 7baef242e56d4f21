import Primitives

extension RecordLayer where Random: ~Copyable, Observer: ~Copyable {
  /// A record that came unprotected, where it lies.
  mutating func noteArrival(plaintext: Range<Int>) {
    observer.note(arriving, plaintext: plaintext)
    arriving.plainRecords &+= 1
  }

  /// A record that leaves unprotected, at the end of the buffer.
  mutating func noteDeparture(from start: Int) {
    observer.note(departing, from: start)
    departing.plainRecords &+= 1
  }
}

extension TLSObserver where Self: ~Copyable {
  mutating func note<Crypto: CryptoProvider>(
    _ arriving: borrowing Arrivals<Crypto>, plaintext: Range<Int>
  ) {
    let bytes = arriving.buffer.bytes
    note(
      ObservedRecord(
        .received,
        bytes.extracting(arriving.place..<arriving.place &+ arriving.held),
        plaintext: bytes.extracting(plaintext), isProtected: false,
        sequenceNumber: arriving.plainRecords))
  }

  /// A record that came sealed, and what was in it, if it could be opened.
  mutating func note<Crypto: CryptoProvider>(
    _ arriving: borrowing Arrivals<Crypto>, cameAs record: Span<UInt8>, isOpen: Bool
  ) {
    let inner = isOpen ? arriving.inner : arriving.place..<arriving.place
    let number = arriving.sequenceNumber
    note(
      ObservedRecord(
        .received, record, plaintext: arriving.buffer.bytes.extracting(inner),
        isProtected: true, sequenceNumber: isOpen ? number &- 1 : number))
  }

  mutating func note<Crypto: CryptoProvider>(
    _ departing: borrowing Departures<Crypto>, from start: Int
  ) {
    let record = departing.buffer.bytes.extracting(start...)
    note(
      ObservedRecord(
        .sent, record, plaintext: record.extracting(RecordHeader.length...),
        isProtected: false, sequenceNumber: departing.plainRecords))
  }

  /// A record that leaves sealed.
  mutating func note<Crypto: CryptoProvider>(
    _ departing: borrowing Departures<Crypto>, from start: Int,
    plaintext: Span<UInt8>
  ) {
    note(
      ObservedRecord(
        .sent, departing.buffer.bytes.extracting(start...), plaintext: plaintext,
        isProtected: true, sequenceNumber: departing.sequenceNumber &- 1))
  }
}
