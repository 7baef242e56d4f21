import Primitives
import Wire

/// Whether, and with what, the client may come back.
struct TicketPlan {
  /// Seconds since 1970 at which the client last showed more than a ticket.
  var authenticated: Int64
  let serverName: [UInt8]
  /// Whether the client can use a ticket in any way that we would allow.
  let isUseful: Bool

  init(
    _ hello: ClientHello, _ context: TLSContext<some CryptoProvider>, date: Int64
  ) {
    authenticated = date
    serverName = hello.serverName
    let modes = (hello.preSharedKeyModes ?? []).intersection(context.preSharedKeyModes)
    isUseful = !modes.isEmpty
  }

  /// However often it comes back: after a week it must show its certificate again
  /// (RFC 8446, 4.6.1).
  static var longest: Int64 { 604_800 }
}

extension ServerHandshake {
  /// Gives the client a ticket, which holds all that we must know to take it back.
  func sendTicket<Carrier: HandshakeCarrier & ~Copyable>(
    to peer: borrowing PeerVerified, _ carrier: inout Carrier
  ) throws(TLSError) where Carrier.Crypto == Crypto {
    let date = carrier.date
    let left = TicketPlan.longest - (date - tickets.authenticated)
    guard context.resumptionLifetime > 0, let sealer = context.ticketSealer,
      tickets.isUseful, left > 0, context.reenactment.givesTickets,
      // A chain of that length would not fit into the hello that brings it back.
      peer.certificate.count <= 8192
    else { return }

    let nonce: [UInt8] = [0, 0]
    let digest = try transcript.digest()
    let resumption = try master.resumption(digest, &carrier)
    let lifetime = min(context.resumptionLifetime, UInt32(clamping: left))
    let earlyData = UInt32(clamping: context.maximumEarlyData)
    let ageAdd = try carrier.number()
    let contents = TicketContents(
      suite: parameters.suite, policy: context.ticketPolicy, created: date,
      authenticated: tickets.authenticated, lifetime: lifetime, ageAdd: ageAdd,
      maximumEarlyData: earlyData, applicationProtocol: parameters.applicationProtocol,
      serverName: tickets.serverName, peerCertificate: peer.certificate,
      peerKey: peer.key, identity: peer.identity)
    let ticket = Ticket(
      contents: contents, key: try resumption.key(nonce: nonce.span, &carrier))
    let new = NewSessionTicket(
      lifetime: lifetime, ageAdd: ageAdd, nonce: nonce,
      ticket: try ticket.sealed(by: sealer, date),
      maximumEarlyData: earlyData > 0 ? earlyData : nil)
    let message = try new.message()
    try carrier.send(message.span)
  }
}

extension RandomSource where Self: ~Copyable {
  fileprivate mutating func number() throws(TLSError) -> UInt32 {
    do throws(CryptoError) {
      let bytes = try secret(count: 4)
      return bytes.bytes.indices.reduce(0) { $0 << 8 | UInt32(bytes.bytes[$1]) }
    } catch { throw TLSError(error) }
  }
}
