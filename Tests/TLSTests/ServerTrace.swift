// SPDX-License-Identifier: Apache-2.0
import Certificates
import Primitives
import Synchronization
import TLS
import TestSupport
import Wire

/// Gives out what was drawn then, in the same order, and fails when more is wanted.
struct RecordedRandom: RandomSource {
  var bytes: [UInt8]

  mutating func fill(_ out: inout MutableSpan<UInt8>) throws(CryptoError) {
    guard out.count <= bytes.count else { throw .entropyFailure }
    for i in 0..<out.count { out[i] = bytes[i] }
    bytes.removeFirst(out.count)
  }
}

/// Seals nothing: it remembers what it was given, and answers what was sealed then.
final class RecordedSealer: Sendable {
  private let plain = Mutex<[UInt8]>([])
  private let sealed: [UInt8]

  init(_ sealed: [UInt8]) { self.sealed = sealed }

  var sealer: TicketSealer {
    TicketSealer(
      seal: { _, contents, _ throws(CryptoError) in
        let bytes = Array(copying: contents)
        self.plain.withLock { $0 = bytes }
        return self.sealed
      },
      open: { _, ticket, _ throws(CryptoError) in
        guard Array(copying: ticket) == self.sealed else { throw .authenticationFailed }
        let bytes = self.plain.withLock { $0 }
        return Secret(copying: bytes.span)
      })
  }
}

/// The server of a recorded handshake, run again.
struct ServerTrace {
  typealias Channel = TLSChannel<RecordedCrypto, RecordedRandom, NoObserver>

  let trace: RFC8448
  var configuration: @Sendable (inout TLSConfiguration) -> Void = { _ in }
  var sealer: RecordedSealer?
  var date: Int64 = 1_800_000_000

  /// Plays the client's part, and answers what the server said, record by record.
  func run() throws -> (said: [[UInt8]], connected: NegotiatedParameters?, early: [UInt8]) {
    var channel = try makeChannel()
    var said: [[UInt8]] = []
    var connected: NegotiatedParameters?
    var early: [UInt8] = []
    var buffer: [UInt8] = []

    func poll() {
      while true {
        var output = Output<ChannelEvent>.wait(until: nil)
        let piece = [UInt8](capacity: 4096) { output = channel.poll(into: &$0) }
        switch output {
        case .transmit: buffer += piece
        case .event(.connected(let parameters)): connected = parameters
        case .event(.earlyData): early += piece
        case .event: break
        default: return
        }
      }
    }

    for step in trace.steps where step.action.hasPrefix("send ") {
      let record = step["complete record"]
      switch step.role {
      case .client: try channel.handle(record.span, now: Instant(nanoseconds: 0))
      case .server:
        if step.action.contains("application_data") { try channel.send(step["payload"].span) }
        if step.action.contains("alert") { try channel.close() }
        poll()
        said.append(Array(buffer.prefix(record.count)))
        buffer.removeFirst(min(record.count, buffer.count))
      }
      poll()
    }
    said.append(buffer)
    return (said, connected, early)
  }

  private func makeChannel() throws -> Channel {
    var configuration = TLSConfiguration()
    configuration.clientCertificate = .none
    configuration.chain = [[0]]
    configuration.privateKey = Secret(copying: [0].span)
    configuration.versions = .tls13 ... .tls13
    self.configuration(&configuration)
    let context = try TLSContext<RecordedCrypto>(
      configuration, role: .server, signer: nil, ticketSealer: sealer?.sealer,
      replayFilter: ReplayFilter { _, _ in true }, reenactment: reenactment)
    return try TLSChannel(
      context, random: RecordedRandom(bytes: drawn), date: date,
      now: Instant(nanoseconds: 0), observer: NoObserver())
  }

  /// Every random byte that the server drew.
  private var drawn: [UInt8] {
    let hello = trace.messages(.serverHello).last ?? []
    let key = trace.steps.last { $0.role == .server && $0.action.hasPrefix("create an eph") }
    let ticket = trace.messages(.newSessionTicket).first ?? []
    return Array(hello.dropFirst(6).prefix(32)) + (key?["private key"] ?? [])
      + ticket.dropFirst(8).prefix(4)
  }

  private var reenactment: Reenactment {
    var reenactment = Reenactment()
    let groups = numbers(in: trace.messages(.encryptedExtensions)[0], of: 0x000A)
    reenactment.shapeExtensions = {
      $0.groups = groups.map { NamedGroup(code: $0) }
      $0.present = [.supportedGroups, .recordSizeLimit, .serverName, .earlyData]
    }
    if let request = trace.messages(.certificateRequest).first {
      reenactment.announcedSchemes = numbers(in: request, of: 0x000D).map {
        SignatureScheme(code: $0)
      }
    }
    reenactment.believesKeysInCertificates = true
    reenactment.givesTickets = !trace.messages(.newSessionTicket).isEmpty
    // Who comes back is shown no certificate, but we have one all the same.
    let shown = trace.messages(.certificate).isEmpty ? RFC8448.simple : trace
    if let certificate = shown.messages(.certificate).first,
      let proof = shown.messages(.certificateVerify).first
    {
      reenactment.identity = RecordedIdentity(
        SignatureScheme(code: UInt16(proof[4]) << 8 | UInt16(proof[5])),
        chain: [Array(certificate.dropFirst(11).dropLast(2))],
        sign: { _ in Array(proof.dropFirst(8)) })
    }
    return reenactment
  }

  /// The list of numbers in an extension that stands somewhere in a message.
  private func numbers(in message: [UInt8], of type: UInt16) -> [UInt16] {
    let mark = [UInt8(type >> 8), UInt8(type & 0xFF)]
    guard
      let start = message.indices.dropFirst(4).first(where: {
        Array(message[$0...].prefix(2)) == mark
      })
    else { return [] }
    let count = Int(message[start + 4]) << 8 | Int(message[start + 5])
    return stride(from: start + 6, to: start + 6 + count, by: 2).map {
      UInt16(message[$0]) << 8 | UInt16(message[$0 + 1])
    }
  }
}

/// A certificate's SubjectPublicKeyInfo.
func publicKeyInfo(in der: [UInt8]) throws -> [UInt8] {
  Array(copying: try Certificate(der: der).subjectPublicKeyInfo)
}
