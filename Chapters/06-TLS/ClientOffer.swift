import Primitives
import Wire

/// What a client has offered, and what it must remember until the server has chosen.
package struct ClientOffer<Crypto: CryptoProvider>: ~Copyable {
  package let context: TLSContext<Crypto>
  package var hello: ClientHello
  package var transcript = Transcript<Crypto>()
  /// `nil` if no share was offered: for keys that are used alone, or TLS 1.2.
  var share: KeyShare<Crypto>?
  /// Offered in this order.
  var ticket: OfferedTicket<Crypto>?
  var shared: OfferedKey<Crypto>?
}

/// A key that was shared before, and offered by its identity.
struct OfferedKey<Crypto: CryptoProvider>: ~Copyable {
  let kind: PreSharedKeyKind
  let identity: [UInt8]
  let obfuscatedAge: UInt32
  let early: EarlySecret<Crypto>
}

/// The same, from a session.
struct OfferedTicket<Crypto: CryptoProvider>: ~Copyable {
  let key: OfferedKey<Crypto>
  let session: ClientSession.Agreement
  /// How many bytes the server may take early.
  let maximumEarlyData: Int
}

extension ClientOffer {
  /// Chooses everything, and sends nothing yet.
  init<Carrier: HandshakeCarrier & ~Copyable>(
    _ context: TLSContext<Crypto>, resuming session: TLSSession?, _ carrier: inout Carrier
  ) throws(TLSError) where Carrier.Crypto == Crypto {
    self.context = context
    let random: HelloRandom
    do throws(CryptoError) { random = try HelloRandom(from: &carrier) } catch {
      throw TLSError(error)
    }
    hello = ClientHello(random: random)
    share = nil
    ticket = nil
    shared = nil
    if let session { ticket = try OfferedTicket(session, context, &carrier) }
    if let key = context.preSharedKeys.first, context.versions.contains(.tls13) {
      shared = OfferedKey(
        kind: .external, identity: key.identity, obfuscatedAge: 0,
        early: try EarlySecret(.sha256, preSharedKey: key.key.bytes, &carrier))
    }
    if context.isMiddleboxCompatible, context.versions.contains(.tls13) {
      hello.sessionID = try carrier.bytes(32)
    }
    if context.offersShare {
      share = try KeyShare(context.groups[0], random: &carrier)
    }
    try fill()
  }
}

extension RandomSource where Self: ~Copyable {
  mutating func bytes(_ count: Int) throws(TLSError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var span = bytes.mutableSpan
    do throws(CryptoError) { try fill(&span) } catch { throw TLSError(error) }
    return bytes
  }
}

extension OfferedTicket {
  /// `nil` for a ticket that is no longer good, or that this configuration cannot use.
  init?(
    _ session: TLSSession, _ context: TLSContext<Crypto>,
    _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) {
    let read = try ClientSession(reading: session)
    guard context.resumptionLifetime > 0, read.agreement.name == context.peerName else {
      throw TLSError(.configuration(.session))
    }
    let hash = read.agreement.suite.hash
    guard read.isFresh(at: carrier.date), context.versions.contains(.tls13),
      context.suites.contains(where: { $0.version == .tls13 && $0.hash == hash })
    else { return nil }
    key = OfferedKey(
      kind: .resumption, identity: read.ticket,
      obfuscatedAge: read.obfuscatedAge(at: carrier.date),
      early: try EarlySecret(hash, preSharedKey: read.secret.bytes, &carrier))
    self.session = read.agreement
    // Early data is sealed before anything is negotiated, so with the suite of before.
    maximumEarlyData =
      context.suites.contains(read.agreement.suite)
      ? min(read.maximumEarlyData, context.maximumEarlyData) : 0
  }
}

extension ClientOffer {
  var earlyRoom: Int {
    switch ticket {
    case .some(let ticket): hello.earlyData ? ticket.maximumEarlyData : 0
    case .none: 0
    }
  }
}
