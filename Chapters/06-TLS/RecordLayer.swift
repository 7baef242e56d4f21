import Primitives
import Wire

/// Carries a handshake, and later an application's bytes, in records over a stream
/// (RFC 8446, 5; RFC 5246, 6): what leaves is sealed, and what arrives is opened, in the
/// place where it waits.
package struct RecordLayer<
  Crypto: CryptoProvider, Random: RandomSource & ~Copyable,
  Observer: TLSObserver & ~Copyable
>: ~Copyable {
  let role: TLSRole
  package let date: Int64
  package var now: Instant
  var random: Random
  var observer: Observer
  var diary: KeyDiary

  /// `nil` until both sides have agreed on it.
  var version: TLSVersion?
  var isComplete = false
  /// Whether a message of the handshake was sent or has come.
  var hasBegun = false
  var limits: RecordLimits
  /// How often in a row the peer said nothing.
  var emptyWords = 0
  /// Whether what the handshake needed of memory is to be given back.
  var isTidying = false

  var arriving = Arrivals<Crypto>()
  var departing = Departures<Crypto>()

  /// `recordSizeLimit`: what a record may hold that comes to us (RFC 8449, 4).
  package init(
    role: TLSRole, date: Int64, now: Instant, recordSizeLimit: Int, keyLog: KeyLog?,
    random: consuming Random, observer: consuming Observer
  ) {
    self.role = role
    self.date = date
    self.now = now
    self.random = random
    self.observer = observer
    diary = KeyDiary(keyLog)
    limits = RecordLimits(own: recordSizeLimit)
  }
}

extension RecordLayer where Random: ~Copyable, Observer: ~Copyable {
  /// Forgets what the peer has sent and nobody has read: after an error nobody will.
  package mutating func discard() {
    arriving.buffer.dropFirst(arriving.buffer.count)
    arriving.place = 0
    arriving.held = 0
    arriving.polled = 0
  }

  /// Both have shown who they are: application data may come, and the handshake's memory is
  /// given back.
  package mutating func endHandshake() {
    isComplete = true
    isTidying = true
    tidy()
  }

  mutating func tidy() {
    arriving.buffer.giveBack()
    departing.buffer.giveBack()
    isTidying = arriving.buffer.capacity > 0 || departing.buffer.capacity > 0
  }
}
