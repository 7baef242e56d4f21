import Certificates
import Primitives
import Wire

/// A key that the client offers and we have too. That the client has it, only its
/// binder will show.
struct FoundKey: ~Copyable {
  /// Where it stands among those that the client offers.
  let index: Int
  let key: Secret
  /// What it came out of; `nil` for one from outside.
  let ticket: TicketContents?
  /// The name of one from outside.
  let identity: [UInt8]
  /// Whether a key agreement is added to it.
  let mode: PreSharedKeyModes

  /// The first that will do, of the eight that the hello kept.
  static func find<Crypto: CryptoProvider>(
    in hello: ClientHello, _ choice: ServerChoice, _ context: TLSContext<Crypto>,
    date: Int64
  ) -> FoundKey? {
    guard let offer = hello.preSharedKeys, let mode = hello.mode(choice, context) else {
      return nil
    }
    for (index, offered) in offer.identities.enumerated() {
      let name = offered.identity
      if let known = context.preSharedKeys.first(where: { $0.identity == name }) {
        return FoundKey(
          index: index, key: known.key.copy(), ticket: nil, identity: name, mode: mode)
      }
      if let ticket = context.open(name.span, choice.suite.hash, date) {
        return FoundKey(
          index: index, key: ticket.key.copy(), ticket: ticket.contents, identity: [],
          mode: mode)
      }
    }
    return nil
  }

  var kind: PreSharedKeyKind { ticket == nil ? .external : .resumption }
}

extension FoundKey? {
  /// Whether there is a key, and it is to do all by itself.
  var isAlone: Bool {
    switch self {
    case .some(let found): found.mode == .alone
    case .none: false
    }
  }
}

extension ClientHello {
  /// With a key agreement if it can be, so that who steals the key later reads nothing;
  /// without one only where both sides say that they want that. `nil` if no way is
  /// left.
  func mode(
    _ choice: ServerChoice, _ context: TLSContext<some CryptoProvider>
  ) -> PreSharedKeyModes? {
    let modes = (preSharedKeyModes ?? []).intersection(context.preSharedKeyModes)
    if modes.contains(.withAgreement) && choice.group != nil { return .withAgreement }
    return modes.contains(.alone) ? .alone : nil
  }
}

extension TLSContext {
  /// What a ticket says, if it is ours, and good for what we are today.
  func open(_ ticket: Span<UInt8>, _ hash: TLSHash, _ date: Int64) -> Ticket? {
    guard resumptionLifetime > 0, let ticketSealer,
      let ticket = Ticket.open(ticket, with: ticketSealer, date)
    else { return nil }
    let contents = ticket.contents
    guard contents.suite.hash == hash, contents.policy == ticketPolicy,
      contents.isInTime(date), isStillValid(contents.peerCertificate, date)
    else { return nil }
    return ticket
  }

  /// Who was let in with a certificate does not outlive it by coming back.
  private func isStillValid(_ certificate: [UInt8], _ date: Int64) -> Bool {
    guard !certificate.isEmpty else { return true }
    guard let certificate = try? Certificate(der: certificate) else { return false }
    return Time(secondsSince1970: date) <= certificate.validity.notAfter
  }
}
