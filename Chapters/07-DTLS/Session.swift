import TLS
import Wire

/// One peer's channel, and what the server knows beside it. An object, since a channel
/// cannot be copied and a table's entries are.
final class Session<Channel: SecureChannel & ~Copyable> {
  private var channel: Channel
  /// Of the ClientHello with which it began: the same again is a repetition, another one
  /// comes from a peer that has started anew.
  private let random: [UInt8]
  private(set) var isConnected = false
  private var channelDeadline: Instant?
  /// When our patience ends, with the handshake or with the silence.
  private var patience: Instant
  private var lastHeard: Instant
  private var ending = Ending.none

  private enum Ending {
    case none
    /// What the peer must hear goes out first, then the event comes.
    case pending(DTLSServerEvent?)
    case over
  }

  init(_ channel: consuming Channel, answering datagram: Span<UInt8>, until: Instant) {
    self.channel = channel
    random = Self.random(of: datagram) ?? []
    patience = until
    lastHeard = until
  }

  var isOver: Bool {
    if case .over = ending { true } else { false }
  }

  var deadline: Instant { min(channelDeadline ?? patience, patience) }

  func isUnknownHello(_ datagram: Span<UInt8>) -> Bool {
    guard let other = Self.random(of: datagram) else { return false }
    return other != random
  }

  private static func random(of datagram: Span<UInt8>) -> [UInt8]? {
    do throws(WireError) {
      let hello = try ClientHello(datagram)
      var bytes: [UInt8] = []
      for i in hello.random.indices { bytes.append(hello.random[i]) }
      return bytes
    } catch { return nil }
  }

  func handle(_ datagram: Span<UInt8>, now: Instant) {
    guard case .none = ending else { return }
    lastHeard = now
    do throws(TLSError) { try channel.handle(datagram, now: now) } catch {
      ending = .pending(.failed(error))
    }
  }

  /// Whether it did anything.
  func handleTimeout(now: Instant) -> Bool {
    guard deadline <= now, case .none = ending else { return false }
    do throws(TLSError) {
      if patience <= now {
        try channel.close()
        ending = .pending(
          isConnected ? .closed : .failed(TLSError(.noAnswer, peer: .client)))
      } else {
        try channel.handleTimeout(now: now)
      }
    } catch { ending = .pending(.failed(error)) }
    return true
  }

  func send(_ plaintext: Span<UInt8>) throws(TLSError) {
    guard case .none = ending else { throw TLSError(.notConnected) }
    do throws(TLSError) { try channel.send(plaintext) } catch {
      switch error.cause {
      case .notConnected, .tooLarge: break
      default: ending = .pending(.failed(error))
      }
      throw error
    }
  }

  func close() {
    guard case .none = ending else { return }
    ending = .pending(nil)
    do throws(TLSError) { try channel.close() } catch {
      ending = .pending(.failed(error))
    }
  }

  func poll(
    into out: inout OutputSpan<UInt8>, idleTimeout: Duration
  ) -> Output<DTLSServerEvent> {
    switch channel.poll(into: &out) {
    case .transmit: return .transmit
    case .bufferTooSmall(let needed): return .bufferTooSmall(needed: needed)
    case .event(.connected(let parameters)):
      isConnected = true
      return .event(.connected(parameters))
    case .event(.applicationData): return .event(.applicationData)
    // Over datagrams nobody is given sessions, or takes anything early.
    case .event(.session), .event(.earlyData):
      return poll(into: &out, idleTimeout: idleTimeout)
    case .event(.closed):
      // Our own goodbye goes out before the event comes.
      close()
      ending = .pending(.closed)
      return poll(into: &out, idleTimeout: idleTimeout)
    case .wait(let until):
      if isConnected { patience = lastHeard + idleTimeout }
      channelDeadline = until
      guard case .pending(let event) = ending else { return .wait(until: deadline) }
      ending = .over
      guard let event else { return .wait(until: nil) }
      return .event(event)
    }
  }
}
