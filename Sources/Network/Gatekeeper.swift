// SPDX-License-Identifier: Apache-2.0
import DTLS
import Defences
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import Wire

/// A connection gate in front of a listening socket. Connections may live on any event loop,
/// and so what they share is behind a lock.
final class Gatekeeper: Sendable {
  private struct State {
    var gate: ConnectionGate
    var channels: [Seat: any Channel] = [:]
    var timer: Scheduled<Void>?
    var deadline: Instant?
  }

  private let state: NIOLockedValueBox<State>
  private let eventLoop: any EventLoop
  private let log: @Sendable (_ channel: any Channel, _ event: News) -> Void

  /// What is told to whoever keeps the log. Of a connection that is put out, its handlers hear too.
  enum News: CustomStringConvertible {
    case turnedAway
    case putOut(NetworkError)

    var description: String {
      switch self {
      case .turnedAway: "turned away: as many connections as the limits allow"
      case .putOut(let error): "\(error)"
      }
    }
  }

  init(
    _ options: ConnectionGateOptions,
    log: @escaping @Sendable (any Channel, News) -> Void = { _, _ in }
  ) {
    state = NIOLockedValueBox(State(gate: ConnectionGate(options)))
    eventLoop = MultiThreadedEventLoopGroup.singleton.next()
    self.log = log
  }

  var counters: GateCounters { state.withLockedValue { $0.gate.counters } }

  /// Lets the channel in, with the gate's handler at its head; throws if there is no place.
  func admit(_ channel: any Channel) throws {
    guard let address = channel.remoteAddress, let peer = PeerAddress(address) else {
      throw TurnedAway()
    }
    let seat = state.withLockedValue { state in
      let seat = state.gate.opened(from: NetworkPrefix(peer), now: now)
      if let seat { state.channels[seat] = channel }
      return seat
    }
    drain()
    guard let seat else {
      log(channel, .turnedAway)
      throw TurnedAway()
    }
    try channel.pipeline.syncOperations.addHandler(GateHandler(self, seat), position: .first)
  }

  fileprivate func received(_ count: Int, on seat: Seat) {
    state.withLockedValue { $0.gate.received(count, on: seat) }
  }

  fileprivate func proved(_ seat: Seat) { state.withLockedValue { $0.gate.proved(seat) } }

  fileprivate func closed(_ seat: Seat) {
    state.withLockedValue { state in
      state.gate.closed(seat)
      state.channels[seat] = nil
    }
  }

  private var now: Instant { Instant(NIODeadline.now()) }

  /// Closes what the gate wants closed, and sets the alarm for the next look.
  private func drain() {
    let leaving = state.withLockedValue { state in
      var leaving: [(any Channel, GateReason)] = []
      while true {
        switch state.gate.poll() {
        case .close(let seat, let reason):
          if let channel = state.channels.removeValue(forKey: seat) {
            leaving.append((channel, reason))
          }
        case .wait(let until):
          schedule(until, &state)
          return leaving
        }
      }
    }
    for (channel, reason) in leaving {
      log(channel, .putOut(.putOut(reason)))
      channel.close(promise: nil)
    }
  }

  /// An alarm that comes too early is set again; so it is moved only when it would come too late.
  private func schedule(_ until: Instant?, _ state: inout State) {
    guard let until else { return }
    if let deadline = state.deadline, deadline <= until { return }
    state.timer?.cancel()
    state.deadline = until
    state.timer = eventLoop.scheduleTask(deadline: NIODeadline(until)) {
      self.state.withLockedValue { state in
        state.deadline = nil
        state.gate.handleTimeout(now: self.now)
      }
      self.drain()
    }
  }
}

/// There was no place for it.
struct TurnedAway: Error {}

/// Tells the gate that a connection has shown who it is; sent towards the socket.
struct Proved: Sendable {}

/// The first to see what comes, and the last to see the connection.
private final class GateHandler: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer

  private let keeper: Gatekeeper
  private let seat: Seat
  private var isStranger = true

  init(_ keeper: Gatekeeper, _ seat: Seat) {
    self.keeper = keeper
    self.seat = seat
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if isStranger { keeper.received(unwrapInboundIn(data).readableBytes, on: seat) }
    context.fireChannelRead(data)
  }

  func triggerUserOutboundEvent(
    context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?
  ) {
    guard event is Proved else {
      return context.triggerUserOutboundEvent(event, promise: promise)
    }
    isStranger = false
    keeper.proved(seat)
    promise?.succeed()
  }

  func channelInactive(context: ChannelHandlerContext) {
    keeper.closed(seat)
    context.fireChannelInactive()
  }
}
