// SPDX-License-Identifier: Apache-2.0
import MbedTLSBackend
import OpenSSLBackend
import Primitives
import TLS
import TestSupport
import Wire

/// What a record layer told.
final class Testimonies: @unchecked Sendable {
  struct Record: Equatable {
    var direction: TLSDirection
    var bytes: [UInt8]
    var plaintext: [UInt8]
    var isProtected: Bool
    var number: UInt64
  }

  var records: [Record] = []
  var secrets: [(name: SecretName, source: SecretName?, context: [UInt8], value: [UInt8])] = []
  var messages: [[UInt8]] = []
  var keyLog: [String] = []

  subscript(name: SecretName) -> [UInt8]? { secrets.last { $0.name == name }?.value }
}

/// An observer that remembers.
struct Witness: TLSObserver {
  let testimonies = Testimonies()

  func note(_ record: borrowing ObservedRecord) {
    testimonies.records.append(
      Testimonies.Record(
        direction: record.direction, bytes: Array(copying: record.bytes),
        plaintext: Array(copying: record.plaintext), isProtected: record.isProtected,
        number: record.sequenceNumber))
  }

  func note(message: Span<UInt8>, _ direction: TLSDirection) {
    testimonies.messages.append(Array(copying: message))
  }

  func note(_ derivation: borrowing Derivation) {
    testimonies.secrets.append(
      (
        derivation.name, derivation.source, Array(copying: derivation.context),
        Array(copying: derivation.value)
      ))
  }
}

extension [UInt8] {
  init(copying span: Span<UInt8>) { self = span.withUnsafeBufferPointer { Array($0) } }
}

/// A record layer with a witness beside it.
struct Layer<Crypto: CryptoProvider>: ~Copyable {
  typealias Records = RecordLayer<Crypto, OpenSSLCrypto.Random, Witness>

  let witness = Witness()
  var records: Records

  init(_ role: TLSRole, recordSizeLimit: Int = 16_384, _: Crypto.Type = OpenSSLCrypto.self) {
    let testimonies = witness.testimonies
    let keyLog = KeyLog {
      testimonies.keyLog.append(String(decoding: [UInt8](copying: $0), as: UTF8.self))
    }
    records = RecordLayer(
      role: role, date: 0, now: Instant(nanoseconds: 0), recordSizeLimit: recordSizeLimit,
      keyLog: keyLog, random: OpenSSLCrypto.Random(), observer: witness)
  }

  /// All that is to be sent, in pieces of so many bytes at most.
  mutating func output(_ piece: Int = 100_000) throws -> [UInt8] {
    try records.flush()
    var all: [UInt8] = []
    while records.pendingOutput > 0 {
      let bytes = [UInt8](unsafeUninitializedCapacity: piece) { buffer, count in
        var out = OutputSpan(buffer: buffer, initializedCount: 0)
        records.takeOutput(into: &out)
        count = out.finalize(for: buffer)
      }
      all += bytes
    }
    return all
  }

  /// All the plaintext of one kind that waits first.
  mutating func plaintext(_ piece: Int = 100_000) -> [UInt8] {
    var all: [UInt8] = []
    let kind = records.waitingPlaintext
    while kind != nil, records.waitingPlaintext == kind {
      all += [UInt8](unsafeUninitializedCapacity: piece) { buffer, count in
        var out = OutputSpan(buffer: buffer, initializedCount: 0)
        records.takePlaintext(into: &out)
        count = out.finalize(for: buffer)
      }
    }
    return all
  }

  /// Takes bytes and says what came, with the contents of handshake records.
  mutating func arrive(_ bytes: [UInt8]) throws -> [Arrived] {
    records.take(bytes.span)
    var all: [Arrived] = []
    while case let record = try records.nextRecord(), record != .nothing {
      let content = record == .handshake ? [UInt8](copying: records.content) : []
      all.append(Arrived(record, content))
    }
    return all
  }

  mutating func send(_ bytes: [UInt8]) throws { try records.send(bytes.span) }
  mutating func send(data: [UInt8]) throws { try records.send(applicationData: data.span) }
}

struct Arrived: Equatable {
  var record: ArrivedRecord
  var content: [UInt8]

  init(_ record: ArrivedRecord, _ content: [UInt8] = []) {
    self.record = record
    self.content = content
  }
}

/// What `body` threw; nil if it threw nothing.
func errorOf(_ body: () throws -> Void) -> TLSError? {
  do {
    try body()
    return nil
  } catch { return error as? TLSError }
}

func isViolation(_ error: TLSError?, _ violation: Violation, by peer: TLSRole) -> Bool {
  error?.cause == .protocolViolation(violation) && error?.peer == peer
}
