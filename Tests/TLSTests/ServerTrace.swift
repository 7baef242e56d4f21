// SPDX-License-Identifier: Apache-2.0
import Certificates
import Primitives
import Synchronization
import TLS
import TestSupport
import Wire

/// A provider that can do all that the portable one can, and believes every RSA signature: the
/// keys of RFC 8448 are shorter than what anybody should believe.
enum TraceCrypto: CryptoProvider {
  static let name: StaticString = "trace"
  typealias SHA256 = PortableCrypto.SHA256
  typealias SHA384 = PortableCrypto.SHA384
  typealias SHA512 = PortableCrypto.SHA512
  typealias AESGCM = PortableCrypto.AESGCM
  typealias AESCCM = PortableCrypto.AESCCM
  typealias AESCCM8 = PortableCrypto.AESCCM8
  typealias ChaCha20Poly1305 = PortableCrypto.ChaCha20Poly1305
  typealias X25519 = PortableCrypto.X25519
  typealias P256KeyAgreement = PortableCrypto.P256KeyAgreement
  typealias P256 = PortableCrypto.P256
  typealias Ed25519 = PortableCrypto.Ed25519

  struct RSA: RSAVerifier, ~Copyable {
    init(publicKey: Span<UInt8>) {}
    mutating func verify(
      _ signature: Span<UInt8>, of message: Span<UInt8>, padding: RSAPadding,
      hash: DigestAlgorithm
    ) {}
  }
}

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
  typealias Channel = TLSChannel<TraceCrypto, RecordedRandom, Witness>

  let trace: RFC8448
  var configuration: @Sendable (inout TLSConfiguration) -> Void = { _ in }
  var sealer: RecordedSealer?
  var date = PKI.now
  let witness = Witness()

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
    var configuration = try Setup.server().with(\.clientCertificate, .none).configuration
    configuration.versions = .tls13 ... .tls13
    self.configuration(&configuration)
    let context = try TLSContext<TraceCrypto>(
      configuration, role: .server, signer: nil, ticketSealer: sealer?.sealer,
      replayFilter: ReplayFilter { _, _ in true }, reenactment: reenactment)
    return try TLSChannel(
      context, random: RecordedRandom(bytes: drawn), date: date,
      now: Instant(nanoseconds: 0), observer: witness)
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
    reenactment.announcedGroups = numbers(in: encrypted, of: 0x000A).map {
      NamedGroup(code: $0)
    }
    if let request = trace.messages(.certificateRequest).first {
      reenactment.announcedSchemes = numbers(in: request, of: 0x000D).map {
        SignatureScheme(code: $0)
      }
    }
    reenactment.believesKeysInCertificates = true
    if let certificate = trace.messages(.certificate).first,
      let proof = trace.messages(.certificateVerify).first
    {
      reenactment.identity = RecordedIdentity(
        scheme: SignatureScheme(code: UInt16(proof[4]) << 8 | UInt16(proof[5])),
        entries: [Array(certificate.dropFirst(11).dropLast(2))],
        signature: Array(proof.dropFirst(8)))
    }
    return reenactment
  }

  private var encrypted: [UInt8] { trace.messages(.encryptedExtensions)[0] }

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
