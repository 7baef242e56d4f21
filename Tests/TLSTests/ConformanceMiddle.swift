// SPDX-License-Identifier: Apache-2.0
import BookEngine
import OpenSSLBackend
import Primitives
import SystemRandom
import TLS
import Wire

/// The book's engine, with a witness to everything that each connection does.
final class WitnessedEngine<Crypto: CryptoProvider>: TLSEngine {
  typealias Channel = TLSChannel<Crypto, SystemRandom, Witness>

  static var name: StaticString { "witnessed" }
  static var versions: ClosedRange<TLSVersion> { BookEngine<Crypto>.versions }

  private let engine: BookEngine<Crypto>

  init(_ configuration: borrowing TLSConfiguration, role: TLSRole) throws(TLSError) {
    engine = try BookEngine(configuration, role: role)
  }

  func makeChannel(resuming session: TLSSession?) throws(TLSError) -> Channel {
    try engine.makeChannel(resuming: session, observer: Witness())
  }

  func side(resuming session: TLSSession?) throws -> Middle.Side {
    let witness = Witness()
    let channel = try engine.makeChannel(resuming: session, observer: witness)
    return Middle.Side(
      endpoint: ChannelEndpoint<WitnessedEngine<Crypto>>(channel),
      testimonies: witness.testimonies)
  }
}

/// A message or a record, to be sealed with the keys of an epoch: 0 is in the clear, and each
/// key of its sender is one more.
struct Piece: Equatable {
  var epoch: Int
  /// ContentType.
  var type: UInt8
  var content: [UInt8]
  /// Flips a bit of what was sealed.
  var isBroken = false
  /// What the header says in place of the real length; only for what is not sealed.
  var length: Int?
  /// TLSInnerPlaintext in place of content and type.
  var inner: [UInt8]?

  init(_ epoch: Int, _ type: ContentType, _ content: [UInt8]) {
    self.epoch = epoch
    self.type = type.code
    self.content = content
  }

  var message: HandshakeType? {
    type == ContentType.handshake.code ? content.first.map(HandshakeType.init(code:)) : nil
  }
}

/// Somebody between a client and a server of TLS 1.3 who has all of their keys. He opens what
/// one of them says, changes it, and seals it again for the other.
///
/// Records he takes apart, so that each message is a piece of its own and gets a record of its
/// own. Both sides must have agreed on TLS_AES_128_GCM_SHA256.
final class Middle {
  typealias Edit = (_ pieces: inout [Piece]) throws -> Void

  struct Side {
    let endpoint: any Endpoint
    let testimonies: Testimonies
    /// Records of its own that were looked at.
    var seen = 0
    /// The epoch of the last of them.
    var epoch = 0
    /// Records that were sealed again, by epoch.
    var sealed: [Int: UInt64] = [:]
  }

  private(set) var client, server: Side

  init(client: Side, server: Side) {
    self.client = client
    self.server = server
  }

  /// Lets both talk until both are silent; what one of them says goes through its edit.
  func settle(client clientEdit: Edit? = nil, server serverEdit: Edit? = nil) throws {
    for _ in 0..<100 {
      let up = try pass(&client, clientEdit)
      let down = try pass(&server, serverEdit)
      if up.isEmpty && down.isEmpty { return }
      if !up.isEmpty { server.endpoint.handle(up) }
      if !down.isEmpty { client.endpoint.handle(down) }
    }
  }

  /// How many keys one of the two has had to seal with.
  func newestEpoch(of role: TLSRole) -> Int {
    let name: SecretName = role == .client ? .clientKey : .serverKey
    let side = role == .client ? client : server
    return side.testimonies.secrets.filter { $0.name == name }.count
  }

  /// Says something for one of the two.
  func say(_ pieces: [Piece], for role: TLSRole) throws {
    if role == .client {
      server.endpoint.handle(try seal(pieces, &client, role))
    } else {
      client.endpoint.handle(try seal(pieces, &server, role))
    }
  }

  private func pass(_ side: inout Side, _ edit: Edit?) throws -> [UInt8] {
    _ = side.endpoint.departing()
    var pieces = take(&side)
    if pieces.isEmpty { return [] }
    try edit?(&pieces)
    return try seal(pieces, &side, side.endpoint === client.endpoint ? .client : .server)
  }

  /// What it has sent since, in pieces.
  private func take(_ side: inout Side) -> [Piece] {
    let sent = side.testimonies.records.filter { $0.direction == .sent }
    var pieces: [Piece] = []
    for record in sent.dropFirst(side.seen) {
      var (type, content) = (record.bytes[0], record.plaintext)
      if record.isProtected {
        if record.number == 0 { side.epoch += 1 }
        while content.last == 0 { content.removeLast() }
        type = content.popLast() ?? 0
      }
      let epoch = record.isProtected ? side.epoch : 0
      if type == ContentType.handshake.code {
        pieces += Middle.messages(content).map { Piece(epoch, .handshake, $0) }
      } else {
        pieces.append(Piece(epoch, ContentType(code: type), content))
      }
    }
    side.seen = sent.count
    return pieces
  }

  private static func messages(_ content: [UInt8]) -> [[UInt8]] {
    var (rest, messages) = (content[...], [[UInt8]]())
    while rest.count >= 4 {
      let length = rest.dropFirst().prefix(3).reduce(0) { $0 << 8 | Int($1) }
      messages.append(Array(rest.prefix(4 + length)))
      rest = rest.dropFirst(4 + length)
    }
    return messages
  }

  private func seal(_ pieces: [Piece], _ side: inout Side, _ role: TLSRole) throws -> [UInt8] {
    var bytes: [UInt8] = []
    for piece in pieces {
      guard piece.epoch > 0 else {
        bytes += header(piece.type, piece.length ?? piece.content.count) + piece.content
        continue
      }
      let number = side.sealed[piece.epoch, default: 0]
      side.sealed[piece.epoch] = number + 1
      bytes += try seal(piece, number, keys(side, role, piece.epoch))
    }
    return bytes
  }

  private func header(_ type: UInt8, _ length: Int) -> [UInt8] {
    [type, 3, 3, UInt8(truncatingIfNeeded: length >> 8), UInt8(truncatingIfNeeded: length)]
  }

  private func keys(_ side: Side, _ role: TLSRole, _ epoch: Int) -> (key: [UInt8], iv: [UInt8]) {
    let (keyName, ivName): (SecretName, SecretName) =
      role == .client ? (.clientKey, .clientIV) : (.serverKey, .serverIV)
    let secrets = side.testimonies.secrets
    let keys = secrets.filter { $0.name == keyName }
    let ivs = secrets.filter { $0.name == ivName }
    return (keys[epoch - 1].value, ivs[epoch - 1].value)
  }

  private func seal(
    _ piece: Piece, _ number: UInt64, _ keys: (key: [UInt8], iv: [UInt8])
  ) throws -> [UInt8] {
    var text = (piece.inner ?? piece.content + [piece.type]) + [UInt8](repeating: 0, count: 16)
    var nonce = keys.iv
    for i in 0..<8 { nonce[4 + i] ^= UInt8(truncatingIfNeeded: number >> (8 * (7 - i))) }
    let header = header(ContentType.applicationData.code, text.count)
    var cipher = try OpenSSLCrypto.AESGCM(key: keys.key.span)
    var span = text.mutableSpan
    try cipher.seal(appendingTagTo: &span, nonce: nonce.span, authenticating: header.span)
    if piece.isBroken { text[0] ^= 1 }
    return header + text
  }
}

extension Middle.Side {
  /// The number of the last alert that it sent.
  var alert: UInt8? {
    for record in testimonies.records.reversed() where record.direction == .sent {
      let isAlert =
        record.isProtected ? record.plaintext.dropFirst(2).first == 21 : record.bytes[0] == 21
      if isAlert { return record.plaintext[1] }
    }
    return nil
  }
}

extension [Piece] {
  func place(of type: HandshakeType) -> Int? { firstIndex { $0.message == type } }

  subscript(type: HandshakeType) -> Piece? { place(of: type).map { self[$0] } }

  /// The body of a message, without its header.
  mutating func editBody(_ type: HandshakeType, _ change: (inout [UInt8]) throws -> Void) rethrows {
    guard let place = place(of: type) else { return }
    var body = [UInt8](self[place].content.dropFirst(4))
    try change(&body)
    self[place].content = framed(type, body)
  }

  mutating func edit<Body: ReadableBody>(
    _: Body.Type, _ change: (inout Body) throws -> Void
  ) throws {
    guard let place = place(of: Body.type) else { return }
    var body = try read(Body.self, self[place].content)
    try change(&body)
    self[place].content = try body.message()
  }

  mutating func drop(_ type: HandshakeType) {
    if let place = place(of: type) { remove(at: place) }
  }

  mutating func double(_ type: HandshakeType) {
    if let place = place(of: type) { insert(self[place], at: place) }
  }

  mutating func swap(_ a: HandshakeType, _ b: HandshakeType) {
    if let a = place(of: a), let b = place(of: b) { swapAt(a, b) }
  }

  /// Another piece before a message, under the same keys.
  mutating func insert(
    _ content: [UInt8], _ type: ContentType = .handshake, before message: HandshakeType
  ) {
    guard let place = place(of: message) else { return }
    insert(Piece(self[place].epoch, type, content), at: place)
  }

  /// What stands in place of a message.
  mutating func replace(
    _ message: HandshakeType, _ contents: [(ContentType, [UInt8])]
  ) {
    guard let place = place(of: message) else { return }
    let epoch = self[place].epoch
    replaceSubrange(place...place, with: contents.map { Piece(epoch, $0.0, $0.1) })
  }
}
