import Primitives
import Wire

extension RecordLayer: HandshakeCarrier
where Random: ~Copyable, Observer: ~Copyable {
  package static var listens: Bool { Observer.listens }

  package mutating func fill(_ out: inout MutableSpan<UInt8>) throws(CryptoError) {
    try random.fill(&out)
  }

  package mutating func note(_ record: borrowing ObservedRecord) {
    observer.note(record)
  }

  package mutating func note(message: Span<UInt8>, _ direction: TLSDirection) {
    observer.note(message: message, direction)
  }

  package mutating func note(_ derivation: borrowing Derivation) {
    observer.note(derivation)
  }

  package mutating func identify(by clientRandom: Span<UInt8>) {
    diary.identify(by: clientRandom)
  }

  package mutating func log(_ label: StaticString, _ secret: Span<UInt8>) {
    diary.write(label, secret)
  }

  package mutating func agree(on version: TLSVersion) { self.version = version }

  package mutating func limitRecords(to size: Int) { limits.agree(on: size) }

  package mutating func takeEarlyData(upTo limit: Int) { arriving.earlyData = limit }

  package mutating func skipEarlyData(upTo limit: Int) { arriving.skippable = limit }

  package mutating func stopEarlyData() {
    guard departing.shape.isEarly, departing.unfinished == nil else { return }
    departing.stopProtecting()
  }

  package mutating func protectReceiving(
    _ protection: consuming RecordProtection<Crypto>
  ) throws(TLSError) {
    version = protection.version
    arriving.protect(with: protection)
  }

  package mutating func protectSending(
    _ protection: consuming RecordProtection<Crypto>
  ) throws(TLSError) {
    try flush()
    departing.protect(with: protection)
  }
}

extension RecordLayer where Random: ~Copyable, Observer: ~Copyable {
  /// How often the receiving keys were changed. No message may reach over a change
  /// (RFC 8446, 5.1), and whoever joins messages must look.
  package var receivingKeys: Int { arriving.changes }

  /// Whether the key that seals has nearly done what it may do (RFC 8446, 5.5).
  package var wantsKeyUpdate: Bool {
    version == .tls13 && departing.isNearlySpent
  }
}
