import Primitives
import Wire

extension FoundKey {
  /// Whether what the client sends with its hello is believed to be sent for the first
  /// time.
  ///
  /// Asks the filter last, and only for a hello whose binder was checked: otherwise a
  /// stranger could fill it with hellos of his own.
  borrowing func allowsEarlyData<Crypto: CryptoProvider>(
    _ hello: ClientHello, _ choice: ServerChoice, _ context: TLSContext<Crypto>,
    _ carrier: inout some HandshakeCarrier & ~Copyable
  ) -> Bool {
    guard hello.earlyData, context.maximumEarlyData > 0,
      let filter = context.replayFilter,
      let offered = hello.preSharedKeys?.identities, index == 0, !offered.isEmpty,
      let ticket
    else { return false }

    //= rfc8446#4.2.10
    //# In order to accept early data, the server MUST have accepted a PSK
    //# cipher suite and selected the first key offered in the client's
    //# "pre_shared_key" extension.
    guard ticket.maximumEarlyData > 0, ticket.suite == choice.suite,
      ticket.applicationProtocol == choice.applicationProtocol,
      ticket.serverName == hello.serverName,
      ticket.isFresh(offered[0].obfuscatedTicketAge, carrier.date)
    else { return false }
    //= rfc8446#8.2
    //# The server MUST derive the storage key only from validated sections
    //# of the ClientHello.
    let binder = offered[0].binder
    return filter.isFirst(binder.span, carrier.now)
  }
}

extension TicketContents {
  /// How far apart the two may be about a ticket's age: in it are two clocks, and a
  /// journey.
  static var tolerance: Int64 { 10_000 }

  /// Whether the hello was made just now: how old the ticket is to the client, and how
  /// old it is to us. One that was kept back does not know how long (RFC 8446, 8.3).
  func isFresh(_ obfuscatedAge: UInt32, _ date: Int64) -> Bool {
    let (seconds, overflows) = date.subtractingReportingOverflow(created)
    guard !overflows, 0...604_800 ~= seconds else { return false }
    let theirs = Int64(obfuscatedAge &- ageAdd)
    return abs(seconds * 1000 - theirs) <= Self.tolerance
  }
}

extension TLSContext {
  /// How much early data that we do not take is passed over: all that we could have
  /// allowed in a ticket, with what seals it.
  var skippedEarlyData: Int {
    let (twice, overflows) = maximumEarlyData.multipliedReportingOverflow(by: 2)
    return max(overflows ? .max : twice, 32_768)
  }
}
