import Primitives
import Wire

/// What a client has offered, and what it must remember until the server has chosen.
package final class ClientOffer<Crypto: CryptoProvider> {
  package let context: TLSContext<Crypto>
  package var hello: ClientHello
  package var transcript = Transcript<Crypto>()
  /// `nil` if no share was offered: for keys that are used alone, or TLS 1.2.
  var share: KeyShare<Crypto>?
  /// Offered in this order.
  var ticket: OfferedTicket<Crypto>?
  var shared: OfferedKey<Crypto>?

  init(context: TLSContext<Crypto>, hello: ClientHello) {
    self.context = context
    self.hello = hello
    share = nil
    ticket = nil
    shared = nil
  }
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
  static func choose<Carrier: HandshakeCarrier & ~Copyable>(
    _ context: TLSContext<Crypto>, resuming session: TLSSession?,
    _ carrier: inout Carrier
  ) throws(TLSError) -> ClientOffer where Carrier.Crypto == Crypto {
    let random: HelloRandom
    do throws(CryptoError) { random = try HelloRandom(from: &carrier) } catch {
      throw TLSError(error)
    }
    let offer = ClientOffer(context: context, hello: ClientHello(random: random))
    if context.versions.contains(.tls13) {
      if let session, !Crypto.omissions.contains(.resumption) {
        offer.ticket = try OfferedTicket(session, context, &carrier)
      }
      if let key = context.preSharedKeys.first {
        offer.shared = try OfferedKey(key, &carrier)
      }
      if context.isMiddleboxCompatible { offer.hello.sessionID = try carrier.bytes(32) }
      if context.offersShare {
        offer.share = try KeyShare(context.groups[0], random: &carrier)
      }
    }
    try offer.fill()
    return offer
  }
}

extension OfferedKey {
  /// One that somebody put into both ends.
  init(
    _ key: PreSharedKey, _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) {
    //= rfc8446#4.2.11
    //# For externally established PSKs, the Hash algorithm MUST be set when
    //# the PSK is established or default to SHA-256 if no such algorithm is
    //# defined.
    let early = try earlySecret(.sha256, key.key, Crypto.self, &carrier)
    self.init(kind: .external, identity: key.identity, obfuscatedAge: 0, early: early)
  }
}

private func earlySecret<Crypto: CryptoProvider>(
  _ hash: TLSHash, _ key: borrowing Secret, _: Crypto.Type,
  _ carrier: inout some HandshakeCarrier & ~Copyable
) throws(TLSError) -> EarlySecret<Crypto> {
  try EarlySecret(hash, preSharedKey: key.bytes, &carrier)
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
    let read = try ClientSession(session.bytes)
    guard context.resumptionLifetime > 0, read.agreement.name == context.peerName else {
      throw TLSError(.configuration(.session))
    }
    let hash = read.agreement.suite.hash
    guard read.isFresh(at: carrier.date),
      context.suites.contains(where: { $0.version == .tls13 && $0.hash == hash })
    else { return nil }
    let early = try earlySecret(hash, read.secret, Crypto.self, &carrier)
    // Early data is sealed before anything is negotiated, so with the suite of before.
    let room = context.suites.contains(read.agreement.suite) ? read.maximumEarlyData : 0
    self.init(
      key: OfferedKey(
        kind: .resumption, identity: read.ticket,
        obfuscatedAge: read.obfuscatedAge(at: carrier.date), early: early),
      session: read.agreement,
      maximumEarlyData: min(room, context.maximumEarlyData))
  }
}

extension ClientOffer {
  /// Only somebody who comes back can have early data.
  var sendsEarly: Bool { !Crypto.omissions.contains(.resumption) && hello.earlyData }

  var earlyRoom: Int {
    guard sendsEarly else { return 0 }
    return ticket?.maximumEarlyData ?? 0
  }
}
