// SPDX-License-Identifier: Apache-2.0
import TLS
import TestSupport
import Testing
import Wire

/// Fragments, joined to messages.
struct HandshakeInboxTests {
  /// Every message that is whole, in its order.
  func take(_ inbox: inout HandshakeInbox) throws -> [[UInt8]] {
    var messages: [[UInt8]] = []
    while true {
      guard let bytes = copy(inbox) else { return messages }
      messages.append(bytes)
      try inbox.drop(from: .server)
    }
  }

  func copy(_ inbox: borrowing HandshakeInbox) -> [UInt8]? {
    guard let message = inbox.message else { return nil }
    return (0..<message.bytes.count).map { message.bytes[$0] }
  }

  @Test(arguments: RFC8448.all.indices, [1, 3, 4, 5, 57, 1000])
  func messagesAreCutAnywhere(trace: Int, size: Int) throws {
    let messages = RFC8448.all[trace].messages.map(\.bytes)
    let all = messages.flatMap { $0 }
    var inbox = HandshakeInbox()
    var taken: [[UInt8]] = []
    for start in stride(from: 0, to: all.count, by: size) {
      try inbox.append(all[start..<min(start + size, all.count)].span, from: .server)
      taken += try take(&inbox)
    }
    #expect(taken == messages)
    #expect(inbox.isEmpty)
  }

  @Test func itIsEmptyOnlyBetweenMessages() throws {
    var inbox = HandshakeInbox()
    #expect(inbox.isEmpty)
    try inbox.append([20].span, from: .server)
    #expect(!inbox.isEmpty && inbox.message == nil)
    try inbox.append([0, 0, 2, 1, 2, 14].span, from: .server)
    #expect(copy(inbox) == [20, 0, 0, 2, 1, 2])
    try inbox.drop(from: .server)
    #expect(!inbox.isEmpty && inbox.message == nil)
    try inbox.drop(from: .server)
    #expect(!inbox.isEmpty, "half a message cannot be dropped")
    try inbox.append([0, 0, 0].span, from: .server)
    try inbox.drop(from: .server)
    #expect(inbox.isEmpty)
  }

  /// As soon as the length is known, and before the bytes are.
  @Test func aMessageThatIsTooLongIsRefusedAtItsHeader() throws {
    for code in UInt8.min...UInt8.max {
      let type = HandshakeType(code: code)
      guard let most = type.maximumLength else { continue }
      for (length, refused) in [(most - 4, false), (most - 3, true), (0xFF_FFFF, true)] {
        var inbox = HandshakeInbox()
        let header = [code] + [16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) }
        let found = violation { try inbox.append(header.span, from: .client) }
        #expect(found == (refused ? .messageTooLong : nil), "\(type), \(length)")
      }
    }
  }

  @Test func aTypeThatNobodyKnowsIsRefused() throws {
    for code in UInt8.min...UInt8.max {
      let type = HandshakeType(code: code)
      guard type.name == nil || type == .messageHash else { continue }
      var inbox = HandshakeInbox()
      #expect(
        violation { try inbox.append([code, 0, 0, 0].span, from: .client) } == .unexpectedMessage)
    }
  }

  /// The next header is looked at when the message before it is gone.
  @Test func theSecondMessageIsRefusedInItsTurn() throws {
    var inbox = HandshakeInbox()
    try inbox.append([14, 0, 0, 0, 14, 0, 0, 1, 0].span, from: .server)
    #expect(copy(inbox) == [14, 0, 0, 0])
    #expect(violation { try inbox.drop(from: .server) } == .messageTooLong)
  }
}
