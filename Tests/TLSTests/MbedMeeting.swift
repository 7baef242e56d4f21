// SPDX-License-Identifier: Apache-2.0
import TLS
import Wire

/// How a handshake ended, for one of the two.
enum Ending: Equatable {
  case connected
  case refused(TLSError.Cause)
  case waiting

  var fault: CertificateFault? {
    if case .refused(.certificate(let fault, _, _)) = self { fault } else { nil }
  }
}

/// Lets a client and a server talk until both are silent.
func meet<Client: TLSEngine, Server: TLSEngine>(
  _ ours: borrowing TLSConfiguration, _ theirs: borrowing TLSConfiguration,
  client: Client.Type, server: Server.Type
) throws -> (client: Ending, server: Ending) {
  var client = try Client(ours, role: .client).makeChannel()
  var server = try Server(theirs, role: .server).makeChannel()
  var endings = (client: Ending.waiting, server: Ending.waiting)
  talk(&client, &server, &endings)
  return endings
}

func talk<Client: SecureChannel & ~Copyable, Server: SecureChannel & ~Copyable>(
  _ client: inout Client, _ server: inout Server,
  _ endings: inout (client: Ending, server: Ending)
) {
  for _ in 0..<20 {
    server.take(client.departing(&endings.client), &endings.server)
    client.take(server.departing(&endings.server), &endings.client)
  }
}

extension SecureChannel where Self: ~Copyable {
  mutating func departing() -> [UInt8] {
    var ending = Ending.waiting
    return departing(&ending)
  }

  /// Polls until there is nothing more: bytes for the wire, or plaintext.
  mutating func departing(_ ending: inout Ending, room: Int = 1000) -> [UInt8] {
    var bytes: [UInt8] = []
    while true {
      var output = Output<ChannelEvent>.wait(until: nil)
      let piece = [UInt8](capacity: room) { out in output = poll(into: &out) }
      switch output {
      case .transmit, .event(.applicationData): bytes += piece
      case .event(.connected): ending = .connected
      case .event(.closed), .event(.session), .event(.earlyData): break
      case .wait, .bufferTooSmall: return bytes
      }
    }
  }

  mutating func take(_ bytes: [UInt8], _ ending: inout Ending) {
    do throws(TLSError) {
      try handle(bytes.span, now: Instant(nanoseconds: 0))
    } catch {
      ending = .refused(error.cause)
    }
  }
}

extension [UInt8] {
  func contains(run: [UInt8]) -> Bool {
    indices.contains { self[$0...].starts(with: run) }
  }
}
