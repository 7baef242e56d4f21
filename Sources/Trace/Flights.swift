// SPDX-License-Identifier: Apache-2.0
import TLS

/// What one side sends before it must wait for the other, and what each byte of it is for.
public struct Flight: Equatable, Sendable {
  public struct Item: Equatable, Sendable, Codable {
    /// For example `ClientHello, key_share`.
    public var name: String
    public var bytes: Int

    public init(_ name: String, _ bytes: Int) {
      self.name = name
      self.bytes = bytes
    }
  }

  public let sender: TLSRole
  public private(set) var bytes = 0
  /// Together they are all bytes.
  public private(set) var items: [Item] = []

  /// Bytes of the same name are one item.
  private mutating func add(_ name: String, _ count: Int) {
    guard count > 0 else { return }
    if let index = items.firstIndex(where: { $0.name == name }) {
      items[index].bytes += count
    } else {
      items.append(Item(name, count))
    }
  }
}

extension HandshakeTrace {
  public var flights: [Flight] {
    var flights: [Flight] = []
    for record in records {
      if flights.last?.sender != record.sender { flights.append(Flight(sender: record.sender)) }
      flights[flights.count - 1].add(record, messages)
    }
    return flights
  }
}

extension Flight {
  init(sender: TLSRole) { self.sender = sender }

  fileprivate mutating func add(_ record: TracedRecord, _ messages: [TracedMessage]) {
    bytes += record.bytes.count
    add("record headers", 5)
    for piece in record.pieces {
      let message = messages[piece.message]
      guard piece.range.lowerBound == 0, piece.range.count == message.bytes.count else {
        add("\(message.name), in pieces", piece.range.count)
        continue
      }
      for field in message.fields { add(field, of: message.name) }
    }
    if record.pieces.isEmpty, let content = record.inner.first {
      add(record.contentType == 20 ? "ChangeCipherSpec" : "other content", content.bytes.count)
    }
    // What encryption adds: a type, padding, a nonce, a tag.
    if record.isProtected {
      let content =
        record.pieces.reduce(0) { $0 + $1.range.count }
        + (record.pieces.isEmpty ? record.inner.first?.bytes.count ?? 0 : 0)
      add("hidden types and padding", record.plaintext.count - content)
      add("nonces and tags", record.bytes.count - 5 - record.plaintext.count)
    }
  }

  private mutating func add(_ field: Field, of message: String) {
    switch field.name {
    case "msg_type", "length of message": add("\(message), header", field.bytes.count)
    case "extensions":
      add("\(message), length of extensions", field.parts.first?.bytes.count ?? 0)
      for part in field.parts.dropFirst() { add("\(message), \(part.name)", part.bytes.count) }
    case "length of certificate_list": add("\(message), framing", field.bytes.count)
    case "CertificateEntry", "ASN.1Cert":
      for part in field.parts {
        let isData = part.name == "SubjectPublicKeyInfo" || part.name == "Certificate"
        add("\(message), \(isData ? part.name : "framing")", part.bytes.count)
      }
    case "certificate_request_context": add("\(message), framing", field.bytes.count)
    case "length of signature": add("\(message), signature", field.bytes.count)
    default: add("\(message), \(field.name)", field.bytes.count)
    }
  }
}
