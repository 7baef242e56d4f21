import DTLS
import Primitives
import TLS
import Wire

/// CoAP for many peers, each in a DTLS session of its own (RFC 7252, 9.1).
public struct SecureCoAPHost<
  Engine: DTLSEngine, Hash: HashFunction & ~Copyable
>: DatagramServer, ~Copyable {
  public enum Event: Sendable, Equatable {
    case connected(NegotiatedParameters)
    case coap(CoAPServerEvent)
    case closed
    case failed(TLSError)
  }

  private var dtls: DTLSServer<Engine, Hash>
  private var coap: CoAPHost<Hash>
  private var now = Instant(nanoseconds: 0)
  /// Answers that did not fit a datagram of the session, and were not sent.
  public private(set) var tooLarge = 0

  /// `secret`: 32 random bytes, new at each start.
  public init(
    _ engine: Engine, _ resources: Resources,
    dtls dtlsOptions: DTLSServerOptions = DTLSServerOptions(),
    coap options: CoAPHostOptions = CoAPHostOptions(), secret: Span<UInt8>
  ) throws(CryptoError) {
    var options = options
    options.peersAreProved = true
    let dtls = try DTLSServer<Engine, Hash>(engine, dtlsOptions, cookieSecret: secret)
    coap = try CoAPHost(resources, options, secret: secret)
    self.dtls = dtls
  }

  public var counters: (dtls: DTLSServerCounters, coap: CoAPHostCounters) {
    (dtls.counters, coap.counters)
  }
}

extension SecureCoAPHost where Hash: ~Copyable {
  public mutating func handle(
    _ datagram: Span<UInt8>, from peer: PeerAddress, now: Instant
  ) {
    self.now = now
    dtls.handle(datagram, from: peer, now: now)
  }

  public mutating func handleTimeout(now: Instant) {
    self.now = now
    dtls.handleTimeout(now: now)
    coap.handleTimeout(now: now)
  }

  public mutating func respond(
    to request: RequestID, of peer: PeerAddress, _ answer: Code,
    options list: OptionList = OptionList(), payload: Span<UInt8> = Span(), now: Instant
  ) throws(CoAPUsageError) {
    self.now = now
    try coap.respond(
      to: request, of: peer, answer, options: list, payload: payload, now: now)
  }

  /// CoAP first, whose answers the sessions then seal; until neither has more to say.
  public mutating func poll(into out: inout OutputSpan<UInt8>) -> ServerOutput<Event> {
    while true {
      let start = out.count
      var coapDeadline: Instant?
      switch coap.poll(into: &out) {
      case .event(let peer, let event): return .event(peer, .coap(event))
      case .bufferTooSmall(let needed): return .bufferTooSmall(needed: needed)
      case .transmit(let peer):
        seal(out.span.extracting(start...), for: peer)
        out.removeLast(out.count - start)
        continue
      case .wait(let until): coapDeadline = until
      }
      switch dtls.poll(into: &out) {
      case .transmit(let peer): return .transmit(to: peer)
      case .event(let peer, .applicationData):
        coap.handle(out.span.extracting(start...), from: peer, now: now)
        out.removeLast(out.count - start)
      case .event(let peer, let event): return report(event, of: peer)
      case .bufferTooSmall(let needed): return .bufferTooSmall(needed: needed)
      case .wait(let until):
        return .wait(until: [until, coapDeadline].compactMap { $0 }.min())
      }
    }
  }

  /// What cannot be sealed is lost, as datagrams are; CoAP will say it again, or give up.
  private mutating func seal(_ message: Span<UInt8>, for peer: PeerAddress) {
    do throws(TLSError) { try dtls.send(message, to: peer) } catch {
      if case .tooLarge = error.cause { tooLarge &+= 1 }
    }
  }

  /// With the session goes all that CoAP knew of the peer.
  private mutating func report(
    _ event: DTLSServerEvent, of peer: PeerAddress
  ) -> ServerOutput<Event> {
    switch event {
    case .connected(let parameters):
      // It may have started anew, and know nothing of what it asked before.
      coap.forget(peer)
      return .event(peer, .connected(parameters))
    case .failed(let error):
      coap.forget(peer)
      return .event(peer, .failed(error))
    case .closed, .applicationData:
      coap.forget(peer)
      return .event(peer, .closed)
    }
  }
}
