// SPDX-License-Identifier: Apache-2.0
import Identity
import Primitives
import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Lets the applications of some users ask a `KeyAgent`, over a socket of this machine.
///
/// One thread, which never waits for one of them: whoever does not take an answer is hung up on.
public struct AgentServer<Store: KeyStore & ~Copyable>: ~Copyable {
  /// Connections of one user at the same time.
  public static var connectionLimit: Int { 8 }

  private var agent: KeyAgent<Store>
  private let place: AgentPlace
  private let users: [UInt32]
  private let limits: AgentLimits
  private var peers: [AgentPeer] = []
  /// Nobody is let in before, since the system had no room for another.
  private var lettingInAt: Instant?
  public private(set) var tally = AgentTally()

  /// Listens from now on, and answers once it runs. `group` may knock beside the owner.
  public init(
    _ store: consuming Store, at path: String, serving users: [UInt32], group: UInt32? = nil,
    limits: AgentLimits = AgentLimits()
  ) throws(KeyStoreError) {
    let agent = try KeyAgent(store, serving: users, limits: limits)
    place = try AgentPlace(path, group: group)
    self.agent = agent
    self.users = users
    self.limits = limits
  }

  /// For whoever is to know this agent again: 65 bytes.
  public mutating func agentKey() throws(KeyStoreError) -> [UInt8] { try agent.agentKey() }

  /// Serves until there is something to read from `stop`.
  public mutating func run(until stop: CInt) throws(KeyStoreError) {
    while true {
      var waiting = [
        pollfd(fd: stop, events: Int16(POLLIN), revents: 0),
        // The system passes over a negative one.
        pollfd(
          fd: lettingInAt == nil ? place.listener.descriptor : -1, events: Int16(POLLIN),
          revents: 0),
      ]
      waiting += peers.map {
        pollfd(fd: $0.socket.descriptor, events: Int16(POLLIN), revents: 0)
      }
      let deadlines = peers.compactMap(\.deadline) + [lettingInAt].compactMap { $0 }
      let ready = poll(
        &waiting, nfds_t(waiting.count), pollTimeout(until: deadlines.min()))
      guard ready >= 0 || errno == EINTR else { throw .fromSystem }
      if ready < 0 { continue }
      if waiting[0].revents != 0 { return }
      serve(waiting.dropFirst(2).map { $0.revents != 0 })
      if let moment = lettingInAt, monotonicNow() >= moment { lettingInAt = nil }
      if waiting[1].revents != 0 { letIn() }
    }
  }

  private mutating func serve(_ areReady: [Bool]) {
    for (peer, isReady) in zip(peers, areReady) {
      do throws(AgentFault) {
        let now = monotonicNow()
        if isReady {
          try peer.read(now: now)
        } else if let deadline = peer.deadline, now >= deadline {
          try peer.connection.handleTimeout(now: now)
        }
        while let request = peer.advance() {
          let response = agent.answer(request, from: peer.caller, now: now)
          tally.count(response)
          peer.answer(response)
        }
      } catch {
        tally.faults += 1
        peer.isGone = true
      }
    }
    peers.removeAll(where: \.isGone)
  }

  /// One a time, so that those who are here already are served in between.
  private mutating func letIn() {
    do throws(KeyStoreError) {
      guard let socket = try place.listener.accept() else { return }
      try socket.neverWait()
      let caller = try socket.peer()
      guard users.contains(caller.user) else { return turnAway(socket, .refused) }
      guard peers.count(where: { $0.caller.user == caller.user }) < Self.connectionLimit else {
        return turnAway(socket, .busy)
      }
      peers.append(AgentPeer(socket, caller, limits))
    } catch { lettingInAt = monotonicNow() + .milliseconds(100) }
  }

  /// It is told why, and is not heard.
  private mutating func turnAway(_ socket: borrowing LocalSocket, _ reason: KeyStoreError) {
    tally.turnedAway += 1
    do throws(WireError) {
      let frame = try AgentResponse.refusal(reason).frame()
      do throws(KeyStoreError) { _ = try socket.send(frame.bytes) } catch {}
    } catch {}
  }
}

/// What an agent has done since it began.
public struct AgentTally: Sendable {
  public var answered = 0
  /// Requests that were refused, the busy ones apart.
  public var refused = 0
  public var busy = 0
  /// Connections that broke the protocol.
  public var faults = 0
  /// Connections of other users, and too many of one.
  public var turnedAway = 0

  mutating func count(_ response: borrowing AgentResponse) {
    switch response {
    case .refusal(.busy): busy += 1
    case .refusal: refused += 1
    default: answered += 1
    }
  }
}

/// One connection, as the server sees it.
final class AgentPeer {
  let socket: LocalSocket
  let caller: AgentCaller
  var connection: AgentConnection
  /// A request that began must end by then.
  private(set) var deadline: Instant?
  var isGone = false

  init(_ socket: consuming LocalSocket, _ caller: AgentCaller, _ limits: AgentLimits) {
    self.socket = socket
    self.caller = caller
    connection = AgentConnection(limits: limits)
  }

  /// What has come, as far as one request can be long.
  func read(now: Instant) throws(AgentFault) {
    var received: Int?
    let bytes = Secret(count: 8192) { place in
      do throws(KeyStoreError) { received = try socket.receive(into: &place) } catch {}
    }
    guard let received else {
      isGone = true
      return
    }
    try connection.handle(bytes.bytes.extracting(first: received), now: now)
  }

  /// Polls until there is a request, or nothing to do.
  func advance() -> AgentRequest? {
    while !isGone {
      var output = Output<AgentConnection.Event>.wait(until: nil)
      var count = 0
      let bytes = Secret(count: 4096) { place in
        place.withUnsafeMutableBufferPointer { buffer in
          var out = OutputSpan(buffer: buffer, initializedCount: 0)
          output = connection.poll(into: &out)
          count = out.finalize(for: buffer)
        }
      }
      switch output {
      case .transmit: transmit(bytes.bytes.extracting(first: count))
      case .event(.asked(let request)): return request
      case .wait(let moment):
        deadline = moment
        return nil
      // Nothing that is answered is that long.
      case .bufferTooSmall: isGone = true
      }
    }
    return nil
  }

  func answer(_ response: borrowing AgentResponse) {
    do throws(WireError) { try connection.answer(response) } catch { isGone = true }
  }

  /// Whoever has not read the answers before has no room for this one.
  private func transmit(_ bytes: Span<UInt8>) {
    do throws(KeyStoreError) {
      let sent = try socket.send(bytes)
      isGone = sent != bytes.count
    } catch { isGone = true }
  }
}
