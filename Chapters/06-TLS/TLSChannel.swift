import Primitives
import Wire

/// TLS as this book speaks it, with one peer, over a stream.
///
/// It owns three things: an inbox that joins fragments to messages, a record layer that
/// seals and opens, and a state that takes a message and gives back the next one.
public struct TLSChannel<
  Crypto: CryptoProvider, Random: RandomSource & ~Copyable,
  Observer: TLSObserver & ~Copyable
>: ~Copyable {
  let context: TLSContext<Crypto>
  var records: RecordLayer<Crypto, Random, Observer>
  var inbox = HandshakeInbox()
  var state = ChannelState<Crypto>.over
  /// The first error, and so the last.
  var failure: TLSError?
  /// Whether there is one. To look whether there is none, Swift copies all of it.
  var hasFailed = false
  var events = WaitingEvents()
  var goodbyes = Goodbyes()
  /// Bytes that a client may still send before the server has answered.
  var earlyRoom = 0
  /// How many KeyUpdates have come with nothing sealed by the keys in between.
  var idleUpdates = 0

  /// `date`: seconds since 1970, at `now`. A client has its ClientHello ready to be polled.
  ///
  /// Throws `.configuration(.session)` for a session that is not this engine's with this
  /// peer, and what goes wrong with randomness or keys.
  public init(
    _ context: TLSContext<Crypto>, random: consuming Random, date: Int64, now: Instant,
    resuming session: TLSSession? = nil, observer: consuming Observer
  ) throws(TLSError) {
    self.context = context
    records = RecordLayer(
      role: context.role, date: context.verificationTime ?? date, now: now,
      recordSizeLimit: context.recordSizeLimit, keyLog: context.keyLog, random: random,
      observer: observer)
    try begin(resuming: session)
  }

  private mutating func begin(resuming session: TLSSession?) throws(TLSError) {
    switch context.role {
    case .client:
      let first = try ClientState.begin(context, resuming: session, &records)
      earlyRoom = first.earlyRoom
      state = .client(Place(first))
      try records.flush()
    case .server:
      guard session == nil else { throw TLSError(.configuration(.session)) }
      guard !Crypto.omissions.contains(.servers) else {
        throw TLSError(.configuration(.role))
      }
      state = .server(Place(.begin(context)))
    }
  }

  var peer: TLSRole { context.role.peer }
}

/// Nothing in it is shared but the context, which never changes.
extension TLSChannel: @unchecked Sendable
where Random: Sendable & ~Copyable, Observer: Sendable & ~Copyable {}

/// What is still to be told by `poll`.
struct WaitingEvents {
  var connected: NegotiatedParameters?
  var sessions: [TLSSession] = []
}

/// Who has said goodbye to whom.
struct Goodbyes {
  /// We ended it before the handshake was complete, without a word.
  var isAbandoned = false
  var isSaid = false
  var isHeard = false
  var isTold = false
}
