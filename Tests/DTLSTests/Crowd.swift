// SPDX-License-Identifier: Apache-2.0
import DTLS
import OpenSSLBackend
import TLS
import TestSupport
import Testing
import Wire

/// One server and many clients, in virtual time, on a wire that a test can touch.
final class Crowd<Engine: DTLSEngine> {
  /// A client at an address of its own.
  final class Member {
    let address: PeerAddress
    var channel: Engine.Channel
    var isConnected = false
    var received: [[UInt8]] = []
    var error: TLSError?
    /// All that it has ever sent.
    var sent: [[UInt8]] = []

    init(_ address: PeerAddress, _ channel: consuming Engine.Channel) {
      self.address = address
      self.channel = channel
    }
  }

  private let clientEngine: Engine
  var server: DTLSServer<Engine, OpenSSLCrypto.SHA256>
  var members: [Member] = []
  var now = start
  private(set) var events: [(peer: PeerAddress, event: DTLSServerEvent, bytes: [UInt8])] = []
  /// Bytes that the server sent to whom.
  private(set) var sentTo: [PeerAddress: Int] = [:]

  init(_ options: DTLSServerOptions = DTLSServerOptions()) throws {
    clientEngine = try Engine(configuration(.pskCCM8, .client), role: .client)
    server = try DTLSServer(
      try Engine(configuration(.pskCCM8, .server), role: .server), options,
      cookieSecret: [UInt8](repeating: 3, count: 32).span)
  }

  static func address(_ number: Int) -> PeerAddress {
    PeerAddress(v4: 0xC633_6400 + UInt32(number / 4), port: UInt16(40_000 + number % 4))
  }

  @discardableResult
  func join(_ number: Int) throws -> Member {
    let member = Member(Self.address(number), try clientEngine.connect(now: now))
    members.append(member)
    return member
  }

  /// From anybody, whoever he says he is.
  func inject(_ datagram: [UInt8], from peer: PeerAddress) {
    server.handle(datagram.span, from: peer, now: now)
    drainServer()
  }

  /// Until nobody has more to say at this moment.
  func settle() {
    var isQuiet = false
    while !isQuiet {
      isQuiet = true
      for member in members {
        for datagram in drain(member) {
          isQuiet = false
          inject(datagram, from: member.address)
        }
      }
    }
  }

  /// Time passes, and everybody's timers with it.
  func wait(_ duration: Duration) {
    now = now + duration
    server.handleTimeout(now: now)
    drainServer()
    for member in members where member.error == nil {
      do throws(TLSError) { try member.channel.handleTimeout(now: now) } catch {
        member.error = error
      }
    }
    settle()
  }

  func send(_ bytes: [UInt8], from member: Member) throws {
    try member.channel.send(bytes.span)
    settle()
  }

  func isConnected(_ peer: PeerAddress) -> Bool { server.isConnected(peer) }

  /// Data that reached the server from this peer.
  func data(from peer: PeerAddress) -> [[UInt8]] {
    events.filter { $0.peer == peer && $0.event == .applicationData }.map(\.bytes)
  }

  /// What the member wants to send now; its events are noted.
  func drain(_ member: Member) -> [[UInt8]] {
    var datagrams: [[UInt8]] = []
    while true {
      var output = Output<ChannelEvent>.wait(until: nil)
      let bytes = [UInt8](capacity: 2048) { out in output = member.channel.poll(into: &out) }
      switch output {
      case .transmit: datagrams.append(bytes)
      case .event(.connected): member.isConnected = true
      case .event(.applicationData): member.received.append(bytes)
      case .event: break
      case .wait, .bufferTooSmall:
        member.sent += datagrams
        return datagrams
      }
    }
  }

  private func drainServer() {
    while true {
      var output = ServerOutput<DTLSServerEvent>.wait(until: nil)
      let bytes = [UInt8](capacity: 2048) { out in output = server.poll(into: &out) }
      switch output {
      case .transmit(let peer):
        sentTo[peer, default: 0] += bytes.count
        // The last to join at an address is who lives there now.
        guard let member = members.last(where: { $0.address == peer }), member.error == nil
        else { continue }
        do throws(TLSError) { try member.channel.handle(bytes.span, now: now) } catch {
          member.error = error
        }
      case .event(let peer, let event): events.append((peer, event, bytes))
      case .wait, .bufferTooSmall: return
      }
    }
  }
}
