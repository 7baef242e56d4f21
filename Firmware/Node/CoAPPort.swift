// SPDX-License-Identifier: Apache-2.0
import CBoard
import CoAP
import Wire

/// A CoAP server on the second serial port, with SLIP's edges between the datagrams.
struct CoAPPort: ~Copyable {
  private var server: CoAPServer
  private var reader = SLIPReader(maximumSize: 256)
  private var isAnswered = false
  private var isRegistered = false

  var isDone: Bool { isAnswered }

  init() {
    var resources = Resources()
    do throws(CoAPUsageError) {
      _ = try resources.register(
        Resource(bytes("temperature"), .get, attributes: bytes("rt=\"temperature\"")))
      isRegistered = true
    } catch {}
    var options = CoAPServerOptions()
    options.maximumMessageSize = 256
    options.maximumExchanges = 2
    // The line has one other end, so there is nobody to prove to us that he is it.
    server = CoAPServer(resources, options, peerIsProved: true, random: 0)
  }

  func start() -> Bool { isRegistered }

  mutating func step(now: Instant) {
    var byte = board_receive(1)
    while byte >= 0 {
      if let datagram = reader.next(UInt8(truncatingIfNeeded: byte)) {
        server.handle(datagram.span, now: now)
        send(now: now)
      }
      byte = board_receive(1)
    }
    server.handleTimeout(now: now)
    send(now: now)
  }

  private mutating func send(now: Instant) {
    while true {
      var output = Output<CoAPServerEvent>.wait(until: nil)
      let polled = [UInt8](capacity: 256) { out in output = server.poll(into: &out) }
      switch output {
      case .transmit: for byte in slip(polled.span) { board_send(1, byte) }
      case .event(.request(let request, _, _, _)): answer(request, now: now)
      case .event: break
      case .wait, .bufferTooSmall: return
      }
    }
  }

  private mutating func answer(_ request: RequestID, now: Instant) {
    do throws(CoAPUsageError) {
      try server.respond(to: request, .content, payload: reading.span, random: 0, now: now)
      isAnswered = true
    } catch { return }
  }
}
