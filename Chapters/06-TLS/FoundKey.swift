import Certificates
import Primitives
import Wire

/// A key that the client offers and we have too. That the client has it, only its binder
/// will show.
struct FoundKey: ~Copyable {
  enum Source: ~Copyable {
    case outside(PreSharedKey)
    case ticket(TicketContents)
  }

  /// Where it stands among those that the client offers.
  let index: Int
  let source: Source
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
      if let key = context.preSharedKeys.first(where: { $0.identity == offered.identity })
      {
        return FoundKey(index: index, source: .outside(key), mode: mode)
      }
      if let contents = context.open(offered.identity.span, choice.suite.hash, date) {
        return FoundKey(index: index, source: .ticket(contents), mode: mode)
      }
    }
    return nil
  }

  var kind: PreSharedKeyKind {
    switch source {
    case .outside: .external
    case .ticket: .resumption
    }
  }
}

extension ClientHello {
  /// With a key agreement if it can be, so that who steals the key later reads nothing;
  /// without one only where both sides say that they want that. `nil` if no way is left.
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
  func open(
    _ ticket: Span<UInt8>, _ hash: TLSHash, _ date: Int64
  ) -> TicketContents? {
    guard resumptionLifetime > 0, let ticketSealer,
      let contents = TicketContents(opening: ticket, with: ticketSealer, date),
      contents.suite.hash == hash, contents.policy == ticketPolicy,
      contents.isInTime(date), isStillValid(contents.peerCertificate, date)
    else { return nil }
    return contents
  }

  /// Who was let in with a certificate does not outlive it by coming back.
  private func isStillValid(_ certificate: [UInt8], _ date: Int64) -> Bool {
    guard !certificate.isEmpty else { return true }
    guard let certificate = try? Certificate(der: certificate) else { return false }
    return Time(secondsSince1970: date) <= certificate.validity.notAfter
  }
}
