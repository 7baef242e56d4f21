// SPDX-License-Identifier: Apache-2.0
import TLS
import Wire

/// One side of a connection, with all that it has said so far.
protocol Endpoint: AnyObject, CustomReflectable {
  var connected: NegotiatedParameters? { get }
  var received: [UInt8] { get }
  var isClosed: Bool { get }
  /// What came before the handshake was complete.
  var receivedEarly: [UInt8] { get }
  /// What it was given to come back with.
  var sessions: [TLSSession] { get }
  /// The first error that any verb threw.
  var error: TLSError? { get }
  /// How many bytes each poll gets room for.
  var room: Int { get set }

  func handle(_ bytes: [UInt8])
  func handleEnd()
  func send(_ bytes: [UInt8])
  func send(early bytes: [UInt8])
  func close()
  /// Polls until there is nothing to do, and answers what the peer must get.
  func departing() -> [UInt8]
}

extension Endpoint {
  /// What a failed expectation shows; the channel itself cannot be copied into a mirror.
  var customMirror: Mirror {
    Mirror(
      self, children: ["connected": connected as Any, "error": error as Any, "closed": isClosed])
  }
}

final class ChannelEndpoint<E: TLSEngine>: Endpoint {
  private(set) var connected: NegotiatedParameters?
  private(set) var received: [UInt8] = []
  private(set) var isClosed = false
  private(set) var receivedEarly: [UInt8] = []
  private(set) var sessions: [TLSSession] = []
  private(set) var error: TLSError?
  var room = 4096
  private var channel: E.Channel

  init(_ channel: consuming E.Channel) { self.channel = channel }

  private func noting(_ verb: () throws(TLSError) -> Void) {
    do throws(TLSError) { try verb() } catch { self.error = self.error ?? error }
  }

  func handle(_ bytes: [UInt8]) {
    noting { () throws(TLSError) in
      try channel.handle(bytes.span, now: Instant(nanoseconds: 0))
    }
  }

  func handleEnd() { noting { () throws(TLSError) in try channel.handleEnd() } }

  func send(_ bytes: [UInt8]) { noting { () throws(TLSError) in try channel.send(bytes.span) } }

  func send(early bytes: [UInt8]) {
    noting { () throws(TLSError) in try channel.send(earlyData: bytes.span) }
  }

  func close() { noting { () throws(TLSError) in try channel.close() } }

  func departing() -> [UInt8] {
    var departing: [UInt8] = []
    while true {
      var output = Output<ChannelEvent>.wait(until: nil)
      let piece = [UInt8](capacity: room) { output = channel.poll(into: &$0) }
      switch output {
      case .transmit: departing += piece
      case .event(.connected(let parameters)): connected = parameters
      case .event(.applicationData): received += piece
      case .event(.session(let session)): sessions.append(session)
      case .event(.earlyData): receivedEarly += piece
      case .event(.closed): isClosed = true
      case .bufferTooSmall(let needed): room = needed
      case .wait: return departing
      }
    }
  }
}
