// SPDX-License-Identifier: Apache-2.0
import TLS
import Wire

extension Forbidden {
  /// What neither side must do, seen by both.
  static let records: [Forbidden] = inHandshake + onceItStands

  private static let inHandshake: [Forbidden] = [
    Forbidden("data before Finished", 10) {
      $0.insert([1, 2, 3], .applicationData, before: .finished)
    },
    //= rfc8446#5.1
    //= type=test
    //# Handshake messages MUST NOT be interleaved with other record
    //# types.
    Forbidden("data between two halves of a message", 10) {
      $0.split(.finished, [(.applicationData, [1])])
    },
    Forbidden("an empty fragment", 10) { $0.insert([], .handshake, before: .finished) },
    Forbidden("change_cipher_spec under seal", 10) {
      $0.insert([1], .changeCipherSpec, before: .finished)
    },
    Forbidden("a change_cipher_spec that says two", 10) { pieces in
      guard let place = pieces.place(of: .finished) else { return }
      pieces.insert(Piece(0, .changeCipherSpec, [2]), at: place)
    },
    Forbidden("a change_cipher_spec of two bytes", 10) { pieces in
      guard let place = pieces.place(of: .finished) else { return }
      pieces.insert(Piece(0, .changeCipherSpec, [1, 1]), at: place)
    },
    Forbidden("a type that nobody knows, under seal", 10) {
      $0.insert([1], ContentType(code: 24), before: .finished)
    },
    Forbidden("a type that nobody knows", 10) { pieces in
      guard let place = pieces.place(of: .finished) else { return }
      pieces.insert(Piece(0, ContentType(code: 24), [1]), at: place)
    },
    Forbidden("nothing but padding", 10) { pieces in
      guard let place = pieces.place(of: .finished) else { return }
      var piece = Piece(pieces[place].epoch, .handshake, [])
      piece.inner = [0, 0, 0]
      pieces.insert(piece, at: place)
    },
    //= rfc8446#5.2
    //= type=test
    //# If the decryption fails, the receiver MUST terminate the connection
    //# with a "bad_record_mac" alert.
    Forbidden("a record that was changed", 20) { pieces in
      if let place = pieces.place(of: .finished) { pieces[place].isBroken = true }
    },
    Forbidden("a record in the clear that is too long", 22) { pieces in
      var piece = Piece(0, .handshake, [])
      piece.length = 16_385
      piece.content = [UInt8](repeating: 1, count: 16_385)
      pieces.insert(piece, at: 0)
    },
    Forbidden("a sealed record that is too long", 22) { pieces in
      guard let place = pieces.place(of: .finished) else { return }
      let inner = [UInt8](repeating: 22, count: 16_640)
      pieces[place].inner = inner + [22]
    },
    Forbidden("plaintext that is too long", 22) { pieces in
      guard let place = pieces.place(of: .finished) else { return }
      pieces[place].inner = [UInt8](repeating: 0, count: 16_385) + [22]
    },
    Forbidden("an alert of one byte", 50) { $0.insert([2], .alert, before: .finished) },
    Forbidden("an alert of three bytes", 50) { $0.insert([2, 40, 0], .alert, before: .finished) },
  ]

  private static let onceItStands: [Forbidden] = [
    Forbidden(
      afterwards: "a KeyUpdate that says two", 47,
      [
        Piece(1, .handshake, [24, 0, 0, 1, 2])
      ]),
    Forbidden(afterwards: "a KeyUpdate of no bytes", 50, [Piece(1, .handshake, [24, 0, 0, 0])]),
    Forbidden(
      afterwards: "a KeyUpdate of two bytes", 47,
      [
        Piece(1, .handshake, [24, 0, 0, 2, 0, 0])
      ]),
    Forbidden(
      afterwards: "a KeyUpdate, and more in its record", 10,
      [
        Piece(1, .handshake, [24, 0, 0, 1, 0, 24, 0, 0, 1, 0])
      ]),
    Forbidden(
      afterwards: "a KeyUpdate, and half a message in its record", 10,
      [
        Piece(1, .handshake, [24, 0, 0, 1, 0, 24])
      ]),
    Forbidden(
      afterwards: "data between two halves of a KeyUpdate", 10,
      [
        Piece(1, .handshake, [24, 0]), Piece(1, .applicationData, [1]),
        Piece(1, .handshake, [0, 1, 0]),
      ]),
    Forbidden(
      afterwards: "another Finished", 10,
      [
        Piece(1, .handshake, framed(.finished, [UInt8](repeating: 0, count: 32)))
      ]),
    Forbidden(afterwards: "EndOfEarlyData", 10, [Piece(1, .handshake, [5, 0, 0, 0])]),
    Forbidden(
      afterwards: "a record that was changed", 20,
      [
        {
          var piece = Piece(1, .applicationData, [1, 2, 3])
          piece.isBroken = true
          return piece
        }()
      ]),
    Forbidden(
      afterwards: "data in the clear", 10,
      [
        Piece(0, ContentType(code: 22), [24, 0, 0, 1, 0])
      ]),
    Forbidden(afterwards: "change_cipher_spec", 10, [Piece(0, .changeCipherSpec, [1])]),
    Forbidden(
      afterwards: "a thousand records of nothing", 10,
      Array(repeating: Piece(1, .applicationData, []), count: 1000)),
    Forbidden(
      afterwards: "a thousand warnings", 10,
      Array(repeating: Piece(1, .alert, [1, 90]), count: 1000)),
    Forbidden(afterwards: "an alert of one byte", 50, [Piece(1, .alert, [1])]),
    Forbidden(
      afterwards: "a message that nobody knows", 10,
      [
        Piece(1, .handshake, [99, 0, 0, 0])
      ]),
  ]
}

extension [Piece] {
  /// A message in two records, with others between its halves.
  mutating func split(_ message: HandshakeType, _ between: [(ContentType, [UInt8])]) {
    guard let piece = self[message] else { return }
    let half = piece.content.count / 2
    replace(
      message,
      [(.handshake, [UInt8](piece.content[..<half]))] + between
        + [(.handshake, [UInt8](piece.content[half...]))])
  }
}
