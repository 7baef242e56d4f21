// SPDX-License-Identifier: Apache-2.0
import TLS

/// What one side says at once, taken apart for as long as nothing is sealed: handshake
/// messages, and records of any other kind.
struct PlainFlight {
  enum Item: Equatable {
    /// A whole handshake message, its header included.
    case message([UInt8])
    /// A record with its header.
    case record([UInt8])
  }

  static let changeCipherSpec = Item.record([20, 3, 3, 0, 1, 1])

  var items: [Item] = []
  /// Whether a change_cipher_spec has passed: what follows cannot be read.
  private(set) var isSealed: Bool

  init(_ bytes: [UInt8], isSealed: Bool) {
    self.isSealed = isSealed
    var rest = bytes[...]
    var stream: [UInt8] = []
    while rest.count >= 5 {
      let start = rest.startIndex
      let length = Int(rest[start + 3]) << 8 | Int(rest[start + 4])
      let record = Array(rest.prefix(5 + length))
      rest = rest.dropFirst(5 + length)
      if record[0] == 22, !self.isSealed {
        stream += record.dropFirst(5)
        takeMessages(from: &stream)
      } else {
        self.isSealed = self.isSealed || record[0] == 20
        items.append(.record(record))
      }
    }
  }

  private mutating func takeMessages(from stream: inout [UInt8]) {
    while stream.count >= 4 {
      let length = 4 + (Int(stream[1]) << 16 | Int(stream[2]) << 8 | Int(stream[3]))
      guard stream.count >= length else { return }
      items.append(.message(Array(stream.prefix(length))))
      stream.removeFirst(length)
    }
  }

  /// One record for each message.
  var bytes: [UInt8] {
    items.flatMap { item -> [UInt8] in
      switch item {
      case .record(let record): return record
      case .message(let message):
        let length = [UInt8(message.count >> 8), UInt8(message.count & 0xFF)]
        return [22, 3, 3] + length + message
      }
    }
  }
}

extension PlainFlight {
  func place(of type: HandshakeType) -> Int? {
    items.firstIndex {
      if case .message(let message) = $0 { message[0] == type.code } else { false }
    }
  }

  mutating func drop(_ type: HandshakeType) {
    if let place = place(of: type) { items.remove(at: place) }
  }

  mutating func insert(_ item: Item, before type: HandshakeType) {
    if let place = place(of: type) { items.insert(item, at: place) }
  }

  mutating func edit(
    _ type: HandshakeType, _ change: (inout [UInt8]) throws -> Void
  ) rethrows {
    guard let place = place(of: type), case .message(var message) = items[place] else { return }
    try change(&message)
    items[place] = .message(message)
  }

  mutating func editClientHello(_ change: (inout ClientHello) -> Void) throws {
    try edit(.clientHello) { message in
      let body = Array(message.dropFirst(4))
      var hello = try ClientHello(reading: body.span)
      change(&hello)
      message = try hello.message()
    }
  }

  mutating func editServerHello(_ change: (inout ServerHello) -> Void) throws {
    try edit(.serverHello) { message in
      let body = Array(message.dropFirst(4))
      var hello = try ServerHello(reading: body.span)
      change(&hello)
      message = try hello.message()
    }
  }
}

/// A client and a server, and somebody between them who changes what he can read.
final class MeddledLink {
  typealias Meddler = (_ flight: inout PlainFlight, _ sender: TLSRole) throws -> Void

  let client, server: any Endpoint
  private let meddle: Meddler
  private var isSealed = (client: false, server: false)

  init(client: any Endpoint, server: any Endpoint, _ meddle: @escaping Meddler) {
    self.client = client
    self.server = server
    self.meddle = meddle
  }

  func settle() throws {
    while true {
      let (up, down) = (client.departing(), server.departing())
      if up.isEmpty && down.isEmpty { return }
      var upward = PlainFlight(up, isSealed: isSealed.client)
      var downward = PlainFlight(down, isSealed: isSealed.server)
      isSealed = (upward.isSealed, downward.isSealed)
      try meddle(&upward, .client)
      try meddle(&downward, .server)
      server.handle(upward.bytes)
      client.handle(downward.bytes)
    }
  }
}
