import Wire

/// Joins what records bring to whole handshake messages. A message may be cut into
/// several records, and a record may hold several messages (RFC 8446, 5.1).
package struct HandshakeInbox: Sendable {
  private var bytes: [UInt8] = []
  /// Where the first message begins that was not dropped.
  private var first = 0

  package init() {}

  /// Nothing is left, not even a part: only then may the keys change.
  package var isEmpty: Bool { first == bytes.count }

  /// Something else has come; throws if a message was only half read.
  package func checkIsEmpty(from peer: TLSRole) throws(TLSError) {
    //= rfc8446#5.1
    //# Handshake messages MUST NOT be interleaved with other record
    //# types.
    guard isEmpty else {
      throw TLSError(.unexpectedMessage, by: peer, "RFC 8446, 5.1")
    }
  }

  /// Takes the content of a record. Throws `.messageTooLong`, or `.unexpectedMessage`
  /// for a type that nobody knows, as soon as the header tells.
  package mutating func append(
    _ fragment: Span<UInt8>, from peer: TLSRole
  ) throws(TLSError) {
    forget()
    bytes.append(addingCapacity: fragment.count) { out in
      for i in fragment.indices { out.append(fragment[i]) }
    }
    try check(from: peer)
  }

  /// The first message, if it is whole.
  package var message: HandshakeMessage? {
    @_lifetime(borrow self) borrowing get {
      guard let end else { return nil }
      return try? HandshakeMessage(bytes.span.extracting(first..<end))
    }
  }

  /// Drops the first message, if it is whole; what lies behind it is now the first.
  package mutating func drop(from peer: TLSRole) throws(TLSError) {
    guard let end else { return }
    first = end
    if isEmpty {
      bytes = []
      first = 0
    }
    try check(from: peer)
  }

  /// Gives room back; moves bytes only when a new fragment comes.
  private mutating func forget() {
    guard first > 0 else { return }
    bytes.removeFirst(first)
    first = 0
  }

  /// Bytes of the first message, its header included; `nil` before the header has come.
  private var length: Int? {
    guard bytes.count - first >= HandshakeMessage.headerLength else { return nil }
    let body =
      Int(bytes[first + 1]) << 16 | Int(bytes[first + 2]) << 8 | Int(bytes[first + 3])
    return HandshakeMessage.headerLength + body
  }

  private var end: Int? {
    guard let length, length <= bytes.count - first else { return nil }
    return first + length
  }

  private func check(from peer: TLSRole) throws(TLSError) {
    guard let length else { return }
    let type = HandshakeType(code: bytes[first])
    guard let maximum = type.maximumLength else {
      throw TLSError(.unexpectedMessage, by: peer, in: type, "RFC 8446, 4")
    }
    guard length <= maximum else {
      throw TLSError(.messageTooLong, by: peer, in: type, "RFC 8446, 4")
    }
  }
}

extension HandshakeType {
  /// Bytes of the longest message that we take, its header included; `nil` for a type
  /// that has no place in any handshake.
  package var maximumLength: Int? {
    switch self {
    case .clientHello: 16_384
    case .certificate, .certificateRequest: 32_768
    case .certificateStatus: 16_384
    case .newSessionTicket: 8192
    case .serverHello, .encryptedExtensions: 4096
    case .serverKeyExchange, .certificateVerify, .clientKeyExchange: 2048
    case .finished: 4 + 64
    case .keyUpdate: 4 + 1
    case .helloRequest, .endOfEarlyData, .serverHelloDone: 4
    default: nil
    }
  }
}
