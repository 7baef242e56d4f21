// SPDX-License-Identifier: Apache-2.0
import Primitives
import SystemRandom
import TLS
import Wire

/// The book's own TLS on a host: the machines of chapter 06 with the kernel's randomness, the
/// wall clock, and locks around what connections share.
public final class BookEngine<Crypto: CryptoProvider>: TLSEngine {
  public typealias Channel = TLSChannel<Crypto, SystemRandom, NoObserver>

  public static var name: StaticString { "book" }
  public static var versions: ClosedRange<TLSVersion> { .tls12 ... .tls13 }

  private let context: TLSContext<Crypto>

  public init(
    _ configuration: borrowing TLSConfiguration, role: TLSRole
  ) throws(TLSError) {
    let lifetime: UInt32 =
      if case .tickets(let lifetime) = configuration.resumption { lifetime } else { 60 }
    // What a context needs of these it says itself.
    let ownsTickets = role == .server && configuration.ticketSealer == nil
    context = try TLSContext(
      configuration, role: role,
      signer: configuration.signer ?? .locking(configuration.privateKey, by: Crypto.self),
      ticketSealer: ownsTickets
        ? .locking(TicketVault<Crypto>(lifetime: lifetime)) : configuration.ticketSealer,
      replayFilter: configuration.replayFilter
        ?? (ownsTickets && configuration.maximumEarlyData > 0 ? .locking() : nil))
  }

  public func makeChannel(resuming session: TLSSession?) throws(TLSError) -> Channel {
    try makeChannel(resuming: session, observer: NoObserver())
  }

  /// One that tells an observer what it does.
  public func makeChannel<Observer: TLSObserver & ~Copyable>(
    resuming session: TLSSession? = nil, observer: consuming Observer
  ) throws(TLSError) -> TLSChannel<Crypto, SystemRandom, Observer> {
    try TLSChannel(
      context, random: SystemRandom(), date: wallClock(), now: Instant(nanoseconds: 0),
      resuming: session, observer: observer)
  }
}
