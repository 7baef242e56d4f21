import Primitives
import Wire

extension ExpectServerHello {
  /// The server wants another share, or to see that we hear it; so we begin again, and the
  /// transcript with us.
  consuming func retry<Carrier: HandshakeCarrier & ~Copyable>(
    _ request: ServerHello, _ message: borrowing HandshakeMessage,
    _ carrier: inout Carrier
  ) throws(TLSError) -> ClientState<Crypto> where Carrier.Crypto == Crypto {
    //= rfc8446#4.1.4
    //# If a client receives a second
    //# HelloRetryRequest in the same connection (i.e., where the ClientHello
    //# was itself in response to a HelloRetryRequest), it MUST abort the
    //# handshake with an "unexpected_message" alert.
    guard retry == nil else { throw refusal(.unexpectedMessage, "RFC 8446, 4.1.4") }
    try check(request)
    try offer.transcript.choose(request.suite.hash)
    try offer.transcript.replaceFirstHello()
    try offer.transcript.add(message.bytes)

    if let group = request.selectedGroup {
      offer.share = try KeyShare(group, random: &carrier)
      try offer.offerShare()
    }
    offer.hello.cookie = request.cookie
    offer.forgetKeys(exceptFor: request.suite.hash)
    if offer.sendsEarly {
      // It is lost: the second hello goes in the clear.
      offer.hello.earlyData = false
      carrier.stopEarlyData()
    } else if offer.context.isMiddleboxCompatible {
      try carrier.sendChangeCipherSpec()
    }
    let settled = (suite: request.suite, group: request.selectedGroup)
    try offer.send(&carrier)
    return .expectServerHello(ExpectServerHello(offer, retry: settled))
  }

  private func check(_ request: ServerHello) throws(TLSError) {
    //= rfc8446#4.1.4
    //# Clients MUST abort the handshake with an
    //# "illegal_parameter" alert if the HelloRetryRequest would not result
    //# in any change in the ClientHello.
    guard request.selectedGroup != nil || !request.cookie.isEmpty else {
      throw refusal(.illegalParameter, "RFC 8446, 4.1.4")
    }
    guard let group = request.selectedGroup else { return }
    //= rfc8446#4.2.8
    //# Upon receipt of this extension in a HelloRetryRequest, the client
    //# MUST verify that (1) the selected_group field corresponds to a group
    //# which was provided in the "supported_groups" extension in the
    //# original ClientHello and (2) the selected_group field does not
    //# correspond to a group which was provided in the "key_share" extension
    //# in the original ClientHello.
    guard offer.context.groups.contains(group), offer.hello.groups.contains(group),
      offer.hello.keyShares?.contains(where: { $0.group == group }) != true
    else { throw refusal(.illegalParameter, "RFC 8446, 4.2.8") }
  }
}

extension ClientOffer {
  /// A key of another hash than the suite's cannot be used (RFC 8446, 4.1.4).
  fileprivate func forgetKeys(exceptFor hash: TLSHash) {
    if let other = ticketHash, other != hash { ticket = nil }
    if let other = sharedHash, other != hash { shared = nil }
  }

  private var ticketHash: TLSHash? {
    switch ticket {
    case .some(let ticket): ticket.key.early.hash
    case .none: nil
    }
  }

  private var sharedHash: TLSHash? {
    switch shared {
    case .some(let key): key.early.hash
    case .none: nil
    }
  }
}
