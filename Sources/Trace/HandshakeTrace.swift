// SPDX-License-Identifier: Apache-2.0
import TLS

/// A connection taken apart: its records, the messages in them, and the secrets it derived.
/// Every byte of every record and message belongs to exactly one field.
public struct HandshakeTrace: Sendable {
  public let title: String
  /// Whose side told it.
  public let role: TLSRole
  public let reveals: Bool
  public internal(set) var records: [TracedRecord] = []
  public internal(set) var messages: [TracedMessage] = []
  public internal(set) var secrets: [TracedSecret] = []
  public internal(set) var version: TLSVersion = .tls13
  /// How many records came after the last that was kept.
  public let omitted: Int
  public internal(set) var suite: CipherSuite?

  public init(_ log: TraceLog, title: String) throws(TraceError) {
    self.title = title
    role = log.role
    reveals = log.reveals
    omitted = log.omitted
    var assembly = Assembly(role: log.role)
    for event in log.recorded {
      switch event {
      case .record(let record): try assembly.add(record)
      case .message(let bytes, let direction): assembly.noted[direction, default: []].append(bytes)
      case .secret(let secret): assembly.add(secret)
      }
    }
    guard !assembly.records.isEmpty else { throw TraceError(.nothing, in: title) }
    try assembly.finish()
    records = assembly.records
    messages = assembly.messages
    secrets = assembly.secrets
    version = assembly.context.isTLS13 ? .tls13 : .tls12
    if assembly.context.hints.suite != nil { suite = assembly.context.suite }
  }
}

/// Which key a record was sealed with, and how the RFC's figures write it.
public enum Protection: Sendable, Equatable {
  case none
  /// `( )` in RFC 8446's figures, `{ }` and `[ ]`; TLS 1.2 has one key for each side.
  case early, handshake, application
}

public struct TracedRecord: Sendable {
  /// From 0 on, in the order in which they were sent or came.
  public let index: Int
  public let sender: TLSRole
  public let bytes: [UInt8]
  public let plaintext: [UInt8]
  public let hidden: Int
  public let isProtected: Bool
  public let protection: Protection
  /// Which of the secrets it was sealed with, if the engine told.
  public let key: Int?
  public let sequenceNumber: UInt64
  /// Since the first record, in nanoseconds.
  public let time: UInt64?
  /// The bytes on the wire, and the plaintext.
  public internal(set) var outer: [Field] = []
  public internal(set) var inner: [Field] = []
  /// What it carries, as `contentTypeText` says; `nil` where it could not be opened.
  public internal(set) var contentType: Int?
  public internal(set) var pieces: [Piece] = []
  /// How many secrets were known before it.
  public internal(set) var secretsBefore = 0

  /// A part of a message that lies in a record.
  public struct Piece: Sendable {
    public let message: Int
    public let range: Range<Int>
  }
}

public struct TracedMessage: Sendable {
  public let index: Int
  public let sender: TLSRole
  public internal(set) var bytes: [UInt8]
  public internal(set) var name: String
  public internal(set) var fields: [Field] = []
  public internal(set) var isComplete = false
  public let protection: Protection
  public let firstRecord: Int
}

public struct TracedSecret: Sendable {
  public let index: Int
  public let name: SecretName
  public let source: SecretName?
  public let label: String?
  public let context: [UInt8]
  public let length: Int
  public let value: [UInt8]?
  /// How many records were sent or came before it.
  public let recordsBefore: Int
}
