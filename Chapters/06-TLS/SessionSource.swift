import Primitives
import Wire

/// Makes sessions out of the tickets that a server gives (RFC 8446, 4.6.1).
struct SessionSource<Crypto: CryptoProvider>: ~Copyable {
  private let secret: ResumptionSecret<Crypto>
  private let template: ClientSession.Agreement

  init(
    _ secret: consuming ResumptionSecret<Crypto>, _ template: ClientSession.Agreement
  ) {
    self.secret = secret
    self.template = template
  }

  /// `nil` for a ticket that is good for no time at all.
  func session(
    from message: borrowing HandshakeMessage,
    _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) -> TLSSession? {
    let ticket = try message.read(as: NewSessionTicket.self, by: .server)
    guard ticket.lifetime > 0 else { return nil }
    let key = try secret.key(nonce: ticket.nonce.span, &carrier)
    return ClientSession.written(template, ticket, key, date: carrier.date)
  }
}
