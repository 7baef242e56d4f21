import Primitives
import Wire

extension ClientOffer {
  /// Sends the hello as it is now, proves that we have the keys that it offers, and begins
  /// with early data if there may be any.
  func send<Carrier: HandshakeCarrier & ~Copyable>(
    _ carrier: inout Carrier
  ) throws(TLSError) where Carrier.Crypto == Crypto {
    offerKeys()
    context.reenactment.shapeHello?(&hello)
    var message = try hello.message()
    try proveKeys(in: &message, &carrier)
    try transcript.add(message.span)
    carrier.identify(by: hello.random.bytes)
    try carrier.send(message.span)
    if sendsEarly { try beginEarlyData(&carrier) }
  }

  /// With room for the binders, which cover all that stands before them.
  private func offerKeys() {
    var identities: [PreSharedKeyIdentity] = []
    switch ticket {
    case .some(let ticket): identities.append(ticket.key.named)
    case .none: break
    }
    switch shared {
    case .some(let key): identities.append(key.named)
    case .none: break
    }
    //= rfc8446#4.2.11
    //# The "pre_shared_key" extension MUST be the last extension in the
    //# ClientHello
    hello.preSharedKeys = identities.isEmpty ? nil : PreSharedKeyOffer(identities)
  }

  private func proveKeys<Carrier: HandshakeCarrier & ~Copyable>(
    in message: inout [UInt8], _ carrier: inout Carrier
  ) throws(TLSError) where Carrier.Crypto == Crypto {
    guard let length = hello.preSharedKeys?.bindersLength else { return }
    let end = message.count - length
    // Behind the length of the list and the length of the first of them.
    var place = end + 3
    switch ticket {
    case .some(let ticket):
      try ticket.key.prove(in: &message, at: &place, end, transcript, &carrier)
    case .none: break
    }
    switch shared {
    case .some(let key):
      try key.prove(in: &message, at: &place, end, transcript, &carrier)
    case .none: break
    }
  }

  private func beginEarlyData<Carrier: HandshakeCarrier & ~Copyable>(
    _ carrier: inout Carrier
  ) throws(TLSError) where Carrier.Crypto == Crypto {
    if context.isMiddleboxCompatible { try carrier.sendChangeCipherSpec() }
    switch ticket {
    case .some(let ticket):
      let suite = ticket.session.suite
      let digest = try transcript.digest(adding: Span(), as: suite.hash)
      let secret = try ticket.key.early.clientTraffic(digest, &carrier)
      try carrier.protectSending(try secret.protection(suite, &carrier))
    case .none: break
    }
  }
}

extension OfferedKey {
  fileprivate var named: PreSharedKeyIdentity {
    PreSharedKeyIdentity(
      identity, obfuscatedTicketAge: obfuscatedAge,
      binder: [UInt8](repeating: 0, count: early.hash.length))
  }

  /// Writes the binder over its place, and moves on to the next one's.
  fileprivate func prove<Carrier: HandshakeCarrier & ~Copyable>(
    in message: inout [UInt8], at place: inout Int, _ end: Int,
    _ transcript: borrowing Transcript<Crypto>, _ carrier: inout Carrier
  ) throws(TLSError) where Carrier.Crypto == Crypto {
    let digest = try transcript.digest(
      adding: message.span.extracting(first: end), as: early.hash)
    let binder = try early.binder(kind, over: digest, &carrier)
    for i in binder.bytes.indices where place < message.count {
      message[place] = binder.bytes[i]
      place += 1
    }
    place += 1
  }
}
