import Primitives
import Wire

/// What a handshake stands on: somebody who carries its messages and changes the keys when
/// told to, over a stream here and over datagrams in chapter 07; and all that it needs from
/// outside, which is random bytes, the time, and an observer to talk to.
package protocol HandshakeCarrier: RandomSource, TLSObserver, ~Copyable {
  associatedtype Crypto: CryptoProvider

  /// Seconds since 1970, at which certificates must be valid.
  var date: Int64 { get }
  /// The moment of the last verb.
  var now: Instant { get }

  /// Takes a whole handshake message, its header included. Messages travel together in as
  /// few records as they fit into, and go out before the key changes.
  mutating func send(_ message: Span<UInt8>) throws(TLSError)
  mutating func sendChangeCipherSpec() throws(TLSError)
  /// What is sent after this is sealed with it.
  mutating func protectSending(
    _ protection: consuming RecordProtection<Crypto>
  ) throws(TLSError)
  /// What arrives after this is opened with it.
  mutating func protectReceiving(
    _ protection: consuming RecordProtection<Crypto>
  ) throws(TLSError)

  /// From now on the rules of this version hold.
  mutating func agree(on version: TLSVersion)
  /// The peer asked for records of so many bytes of plaintext, and we for ours: both hold
  /// for all that is protected (RFC 8449, 4).
  mutating func limitRecords(to size: Int)
  /// A server takes so many bytes before the handshake is complete (RFC 8446, 4.2.10).
  mutating func takeEarlyData(upTo limit: Int)
  /// A server passes over so many that it cannot read, or does not want to.
  mutating func skipEarlyData(upTo limit: Int)

  /// A client whose early data was refused with a HelloRetryRequest says its second hello
  /// in the clear again.
  mutating func stopEarlyData()

  /// By its random bytes whoever logs secrets tells one connection from another.
  mutating func identify(by clientRandom: Span<UInt8>)
  /// A secret for Wireshark, by the label of RFC 9850.
  mutating func log(_ label: StaticString, _ secret: Span<UInt8>)
}
