import Primitives
import Wire

extension TLSChannel where Random: ~Copyable, Observer: ~Copyable {
  /// Takes all whole records, and of the handshake all whole messages.
  mutating func receive() throws(TLSError) {
    while true {
      switch try records.nextRecord() {
      case .nothing: return
      case .handshake:
        try inbox.append(records.content, from: peer)
        try receiveMessages()
      case .applicationData:
        try inbox.checkIsEmpty(from: peer)
        idleUpdates = 0
      case .changeCipherSpec:
        try inbox.checkIsEmpty(from: peer)
        go(to: try state.receiveChangeCipherSpec(&records))
      case .closed:
        guard state.isEstablished else {
          throw TLSError(.endedInHandshake, peer: peer)
        }
        goodbyes.isHeard = true
        return
      }
    }
  }

  /// The inbox is taken out meanwhile, since its messages are read where they lie.
  private mutating func receiveMessages() throws(TLSError) {
    var messages = HandshakeInbox()
    swap(&messages, &inbox)
    var keys = records.receivingKeys
    while try receiveFirst(of: messages) {
      try messages.drop(from: peer)
      //= rfc8446#5.1
      //# Implementations MUST verify that all messages immediately
      //# preceding a key change align with a record boundary; if not, then
      //# they MUST terminate the connection with an "unexpected_message"
      //# alert.
      guard records.receivingKeys == keys || messages.isEmpty else {
        throw TLSError(.unexpectedMessage, by: peer, "RFC 8446, 5.1")
      }
      keys = records.receivingKeys
    }
    swap(&messages, &inbox)
  }

  /// False if it is not whole yet.
  private mutating func receiveFirst(
    of messages: borrowing HandshakeInbox
  ) throws(TLSError) -> Bool {
    guard let message = messages.message else { return false }
    records.note(message: message.bytes, .received)
    if message.type == .keyUpdate { try countUpdate() }
    if let established = state.established {
      let session = try established.receive(message, &records)
      if let session { events.sessions.append(session) }
    } else {
      go(to: try state.receive(message, &records))
    }
    return true
  }

  private mutating func countUpdate() throws(TLSError) {
    idleUpdates += 1
    guard idleUpdates <= 32 else {
      throw TLSError(.tooMuch, by: peer, in: .keyUpdate, "RFC 8446, 4.6.3")
    }
  }

  private mutating func go(to next: ChannelState<Crypto>) {
    state = next
    guard let established = state.established else { return }
    events.connected = established.takeParameters()
    earlyRoom = 0
    records.endHandshake()
  }
}
