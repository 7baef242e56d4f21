// SPDX-License-Identifier: Apache-2.0
import Primitives
import TLS

extension HandshakeTrace {
  /// The flights in two columns, as the RFC draws them, with the bytes of each message and of each
  /// record: `{ }` is sealed with a handshake key, `[ ]` with an application's, `( )` with an
  /// early one.
  public var text: String {
    let widest = max(
      24, records.filter { $0.sender == .client }.flatMap(items).map(\.count).max() ?? 0)
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    func right(_ text: String) -> String {
      String(repeating: " ", count: max(0, 6 - text.count)) + text
    }
    var lines = [" bytes  " + padded("client", widest) + "           server"]
    for record in records {
      for (number, item) in items(record).enumerated() {
        let bytes = number == 0 ? "\(record.bytes.count)" : ""
        let isClient = record.sender == .client
        let arrow = number > 0 ? "       " : isClient ? "------>" : "<------"
        let line =
          right(bytes) + "  " + padded(isClient ? item : "", widest) + "  " + arrow + "  "
          + (isClient ? "" : item)
        lines.append(String(line.reversed().drop { $0 == " " }.reversed()))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The flights, and at the end what tells whether a single bit of them is another one.
  public func textWithFingerprint() throws(CryptoError) -> String {
    var hash = PortableCrypto.SHA256()
    for record in records { try hash.update(record.bytes.span) }
    let digest = try [UInt8](capacity: 32) { out throws(CryptoError) in
      try hash.finish(into: &out)
    }
    let bytes = records.reduce(0) { $0 + $1.bytes.count }
    let count = String(repeating: " ", count: max(0, 6 - "\(bytes)".count)) + "\(bytes)"
    return text + "\(count)  bytes in all, with the SHA-256 \(plainHex(digest.prefix(8)))…\n"
  }

  private func items(_ record: TracedRecord) -> [String] {
    let marks = record.protection.marks
    return contents(of: record).map { "\(marks.0)\($0)\(marks.1)" }
  }

  /// What a record carries, in the RFC's words, each with its bytes.
  func contents(of record: TracedRecord) -> [String] {
    if !record.pieces.isEmpty {
      return record.pieces.map { piece in
        let message = messages[piece.message]
        let isWhole = piece.range.count == message.bytes.count
        return "\(message.name) \(piece.range.count)"
          + (isWhole ? "" : " of \(message.bytes.count)")
      }
    }
    switch record.contentType {
    case 20: return ["ChangeCipherSpec 1"]
    case 21:
      let code = record.plaintext.dropFirst().first ?? 0
      return ["Alert \(Alert(code: code))"]
    case 23: return ["Application Data \(record.inner.first?.bytes.count ?? 0)"]
    default: return ["Record that could not be opened"]
    }
  }
}

extension Protection {
  var marks: (String, String) {
    switch self {
    case .none: ("", "")
    case .early: ("(", ")")
    case .handshake: ("{", "}")
    case .application: ("[", "]")
    }
  }
}
