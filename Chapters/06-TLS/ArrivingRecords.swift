import Primitives
import Wire

/// What a record was.
package enum ArrivedRecord: Sendable, Equatable {
  /// There is no whole record left.
  case nothing
  /// A fragment of handshake messages, in `content`.
  case handshake
  /// It waits for `takePlaintext`.
  case applicationData
  /// TLS 1.2 only; that of TLS 1.3 means nothing.
  case changeCipherSpec
  /// The peer said close_notify.
  case closed
}

extension RecordLayer where Random: ~Copyable, Observer: ~Copyable {
  /// Takes what arrived; then ask for records until there is nothing.
  package mutating func take(_ bytes: Span<UInt8>) { arriving.buffer.append(bytes) }

  /// The next whole record, opened and judged. Throws what is wrong with it, and a fatal
  /// alert of the peer.
  package mutating func nextRecord() throws(TLSError) -> ArrivedRecord {
    arriving.drop()
    while let header = try nextHeader() {
      arriving.held = RecordHeader.length &+ header.count
      if let record = try take(header) { return record }
      arriving.drop()
    }
    if isTidying { tidy() }
    return .nothing
  }

  /// Of the record that was given out last, until the next is asked for.
  package var content: Span<UInt8> {
    @_lifetime(borrow self) borrowing get {
      arriving.buffer.bytes.extracting(arriving.content)
    }
  }

  /// `nil` if the next record is not whole yet.
  private mutating func nextHeader() throws(TLSError) -> RecordHeader? {
    let waiting = arriving.buffer.count &- arriving.place
    guard waiting >= RecordHeader.length else { return nil }
    let header = RecordHeader(arriving.buffer.bytes.extracting(arriving.place...))
    try check(header)
    return waiting >= RecordHeader.length &+ header.count ? header : nil
  }

  /// What a header must be like for us to wait for what follows.
  private mutating func check(_ header: RecordHeader) throws(TLSError) {
    guard 20...23 ~= header.type.code, header.version >> 8 == 3 else {
      guard arriving.hasCome else { throw TLSError(.notTLS, peer: role.peer) }
      //= rfc8446#5
      //# If a TLS implementation receives an unexpected record type, it MUST
      //# terminate the connection with an "unexpected_message" alert.
      throw TLSError(.unexpectedMessage, by: role.peer, "RFC 8446, 5")
    }
    let isProtected = arriving.shape.isProtected || arriving.skippable > 0
    //= rfc8446#5.2
    //# An endpoint that
    //# receives a record that exceeds this length MUST terminate the
    //# connection with a "record_overflow" alert.
    guard header.count <= RecordLimits.fragment(isProtected: isProtected, version)
    else {
      throw TLSError(.recordTooLong, by: role.peer, "RFC 8446, 5.2")
    }
  }

  /// `nil` if it was nothing that anybody must know.
  private mutating func take(_ header: RecordHeader) throws(TLSError) -> ArrivedRecord?
  {
    if header.type == .changeCipherSpec,
      !arriving.shape.isProtected || version == .tls13
    {
      return try takeChangeCipherSpec(header)
    }
    if !arriving.shape.isProtected || isPlainAlert(header) {
      return try takePlain(header)
    }
    return try takeProtected(header)
  }

  /// A client that cannot read our ServerHello has no keys to say so with.
  private borrowing func isPlainAlert(_ header: RecordHeader) -> Bool {
    header.type == .alert && header.count == 2 && version == .tls13 && !isComplete
      && arriving.sequenceNumber == 0
  }

  private mutating func takePlain(
    _ header: RecordHeader
  ) throws(TLSError) -> ArrivedRecord? {
    let start = arriving.place &+ RecordHeader.length
    let content = start..<start &+ header.count
    noteArrival(plaintext: content)
    if header.type == .applicationData {
      try skip(header.count)
      return nil
    }
    return try judge(header.type, content)
  }
}

extension RecordLayer where Random: ~Copyable, Observer: ~Copyable {
  /// The rules of RFC 8446, 5 and D.4, or those of TLS 1.2, in which it is a step.
  private mutating func takeChangeCipherSpec(
    _ header: RecordHeader
  ) throws(TLSError) -> ArrivedRecord? {
    let start = arriving.place &+ RecordHeader.length
    let content = start..<start &+ header.count
    noteArrival(plaintext: content)
    //= rfc8446#5
    //# An
    //# implementation may receive an unencrypted record of type
    //# change_cipher_spec consisting of the single byte value 0x01 at any
    //# time after the first ClientHello message has been sent or received
    //# and before the peer's Finished message has been received and MUST
    //# simply drop it without further processing.
    guard hasBegun, !isComplete, content.count == 1,
      arriving.buffer[content.lowerBound] == 1
    else { throw TLSError(.unexpectedMessage, by: role.peer, "RFC 8446, 5") }
    guard version == .tls12 else {
      try countEmptyWord()
      return nil
    }
    arriving.content = content
    return .changeCipherSpec
  }

  private mutating func takeProtected(
    _ header: RecordHeader
  ) throws(TLSError) -> ArrivedRecord? {
    guard version == .tls12 || header.type == .applicationData else {
      throw TLSError(.unexpectedMessage, by: role.peer, "RFC 8446, 5")
    }
    let cipher = Observer.listens ? arriving.copyOfRecord() : nil
    let isOpen = try arriving.open()
    if let cipher { observer.note(arriving, cameAs: cipher.bytes, isOpen: isOpen) }
    guard isOpen else {
      //= rfc8446#5.2
      //# If the decryption fails, the receiver MUST terminate the connection
      //# with a "bad_record_mac" alert.
      guard arriving.skippable > 0 else {
        throw TLSError(.badRecord, by: role.peer, "RFC 8446, 5.2")
      }
      try skip(header.count)
      return nil
    }
    return try unpack(header)
  }
}
