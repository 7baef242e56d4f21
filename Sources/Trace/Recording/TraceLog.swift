// SPDX-License-Identifier: Apache-2.0
import Synchronization
import TLS

/// What happened on one connection, in order, as its engine told it.
///
/// Unless it reveals them, it never keeps application data or the value of a secret: what is not
/// kept cannot be shown by mistake.
public final class TraceLog: Sendable {
  public typealias Clock = @Sendable () -> UInt64

  /// Whose side tells.
  public let role: TLSRole
  public let reveals: Bool
  /// Nanoseconds since any moment; `nil` for a trace without times.
  private let clock: Clock?
  private let kept = Mutex<(events: [Event], omitted: Int)>(([], 0))

  public init(role: TLSRole, reveals: Bool = false, clock: Clock? = nil) {
    self.role = role
    self.reveals = reveals
    self.clock = clock
  }

  enum Event: Sendable {
    case record(RecordedRecord)
    case message([UInt8], TLSDirection)
    case secret(RecordedSecret)
  }

  /// What is kept at most: a handshake is some dozen events, and a connection may last for days.
  public static var limit: Int { 2_000 }

  var recorded: [Event] { kept.withLock { $0.events } }
  /// How many records were left out at the end.
  var omitted: Int { kept.withLock { $0.omitted } }

  func note(_ event: Event) {
    kept.withLock { kept in
      guard kept.events.count >= Self.limit else { return kept.events.append(event) }
      if case .record = event { kept.omitted += 1 }
    }
  }

  func now() -> UInt64? { clock?() }
}

struct RecordedRecord: Sendable {
  var direction: TLSDirection
  var bytes: [UInt8]
  var plaintext: [UInt8]
  /// So many bytes of the plaintext were not kept, and are zeros.
  var hidden: Int
  var isProtected: Bool
  var sequenceNumber: UInt64
  var time: UInt64?
}

struct RecordedSecret: Sendable {
  var name: SecretName
  var source: SecretName?
  var label: String?
  var context: [UInt8]
  var length: Int
  /// `nil` where it was not kept.
  var value: [UInt8]?
}

/// A connection's observer, which writes into a log.
public struct TraceRecorder: TLSObserver, Sendable {
  private let log: TraceLog

  public init(_ log: TraceLog) { self.log = log }

  public func note(_ record: borrowing ObservedRecord) {
    let hidden = !log.reveals && record.isProtected ? dataLength(record) : 0
    // What is hidden is not even copied.
    let plaintext =
      [UInt8](repeating: 0, count: hidden)
      + array(record.plaintext.extracting(hidden..<record.plaintext.count))
    log.note(
      .record(
        RecordedRecord(
          direction: record.direction, bytes: array(record.bytes), plaintext: plaintext,
          hidden: hidden, isProtected: record.isProtected,
          sequenceNumber: record.sequenceNumber, time: log.now())))
  }

  public func note(message: Span<UInt8>, _ direction: TLSDirection) {
    log.note(.message(array(message), direction))
  }

  public func note(_ derivation: borrowing Derivation) {
    log.note(
      .secret(
        RecordedSecret(
          name: derivation.name, source: derivation.source, label: derivation.label?.description,
          // The salt of an extraction is a secret.
          context: derivation.name.salt == nil ? array(derivation.context) : [],
          length: derivation.value.count,
          value: log.reveals ? array(derivation.value) : nil)))
  }

  /// How much of a protected record's plaintext is application data. In doubt, all of it.
  private func dataLength(_ record: borrowing ObservedRecord) -> Int {
    // In TLS 1.2 a record says what it carries; in 1.3 all say that it is data.
    guard record.bytes.count > 0, record.bytes[0] == 23 else { return 0 }
    let plaintext = record.plaintext
    guard !log.isTLS12, let last = plaintext.indices.last(where: { plaintext[$0] != 0 }) else {
      return plaintext.count
    }
    return plaintext[last] == 21 || plaintext[last] == 22 ? 0 : last
  }
}

extension TraceLog {
  /// Whether a ServerHello without supported_versions has been seen.
  fileprivate var isTLS12: Bool {
    kept.withLock { kept in
      for case .message(let bytes, _) in kept.events where bytes.first == 2 {
        var context = Context()
        var dissection = Dissection(bytes, in: "ServerHello")
        guard (try? dissection.message(&context)) != nil else { return true }
        if let version = context.hints.version { return version == 0x0303 }
      }
      return false
    }
  }
}

func array(_ bytes: Span<UInt8>) -> [UInt8] {
  [UInt8](unsafeUninitializedCapacity: bytes.count) { buffer, count in
    for i in 0..<bytes.count { buffer[i] = bytes[i] }
    count = bytes.count
  }
}
