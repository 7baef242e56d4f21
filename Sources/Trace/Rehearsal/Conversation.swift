// SPDX-License-Identifier: Apache-2.0
import TLS
import Wire

/// Two ends in memory, and what crossed between them: no network, no clock, no chance.
public struct Conversation<Client: SecureChannel & ~Copyable, Server: SecureChannel & ~Copyable>:
  ~Copyable
{
  public var client: Client
  public var server: Server
  /// What each side sent before it had to wait for the other.
  public private(set) var flights: [(sender: TLSRole, bytes: Int)] = []
  public private(set) var connected: (client: NegotiatedParameters?, server: NegotiatedParameters?)
  /// The last that the client was given, to come back with.
  public private(set) var session: TLSSession?
  public private(set) var received: (client: [UInt8], server: [UInt8]) = ([], [])

  public init(client: consuming Client, server: consuming Server) {
    self.client = client
    self.server = server
    connected = (nil, nil)
  }

  /// Lets both talk until both are silent.
  public mutating func settle() throws(TLSError) {
    while true {
      let up = try departing(from: .client)
      if !up.isEmpty { try server.handle(up.span, now: Instant(nanoseconds: 0)) }
      let down = try departing(from: .server)
      if !down.isEmpty { try client.handle(down.span, now: Instant(nanoseconds: 0)) }
      if up.isEmpty && down.isEmpty { return }
    }
  }

  private mutating func departing(from sender: TLSRole) throws(TLSError) -> [UInt8] {
    var departing: [UInt8] = []
    var room = 20_000
    while true {
      var output = Output<ChannelEvent>.wait(until: nil)
      let piece = [UInt8](capacity: room) { out in
        output = sender == .client ? client.poll(into: &out) : server.poll(into: &out)
      }
      switch output {
      case .transmit: departing += piece
      case .event(let event): hear(event, piece, sender)
      case .bufferTooSmall(let needed): room = needed
      case .wait:
        if !departing.isEmpty { count(departing.count, sender) }
        return departing
      }
    }
  }

  private mutating func count(_ bytes: Int, _ sender: TLSRole) {
    if flights.last?.sender == sender {
      flights[flights.count - 1].bytes += bytes
    } else {
      flights.append((sender, bytes))
    }
  }

  private mutating func hear(_ event: ChannelEvent, _ bytes: [UInt8], _ role: TLSRole) {
    switch (event, role) {
    case (.connected(let parameters), .client): connected.client = parameters
    case (.connected(let parameters), .server): connected.server = parameters
    case (.session(let session), _): self.session = session
    case (.applicationData, .client): received.client += bytes
    case (.applicationData, .server), (.earlyData, _): received.server += bytes
    case (.closed, _): break
    }
  }
}
