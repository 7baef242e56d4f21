import Primitives
import Wire

extension RecordLayer where Random: ~Copyable, Observer: ~Copyable {
  /// What is in a record that could be opened.
  mutating func unpack(
    _ header: RecordHeader
  ) throws(TLSError) -> ArrivedRecord? {
    arriving.skippable = 0
    var inner = arriving.inner
    guard inner.count <= limits.receiving(version ?? .tls13) else {
      throw TLSError(.recordTooLong, by: role.peer, "RFC 8449, 4")
    }
    guard version != .tls12 else { return try judge(header.type, inner) }
    //= rfc8446#5.4
    //# If a receiving implementation does not
    //# find a non-zero octet in the cleartext, it MUST terminate the
    //# connection with an "unexpected_message" alert.
    guard let last = arriving.buffer.lastNonzero(in: inner) else {
      throw TLSError(.unexpectedMessage, by: role.peer, "RFC 8446, 5.4")
    }
    inner = inner.lowerBound..<last
    return try judge(ContentType(code: arriving.buffer[last]), inner)
  }

  /// By the type that is authenticated, if anything is.
  mutating func judge(
    _ type: ContentType, _ content: Range<Int>
  ) throws(TLSError) -> ArrivedRecord? {
    arriving.content = content
    switch type {
    case .handshake:
      //= rfc8446#5.1
      //# Implementations
      //# MUST NOT send zero-length fragments of Handshake types, even if those
      //# fragments contain padding.
      guard !content.isEmpty else { break }
      hasBegun = true
      emptyWords = 0
      if !arriving.shape.isProtected { arriving.skippable = 0 }
      return .handshake
    case .alert: return try takeAlert()
    case .applicationData: return try takeData(content)
    default: break
    }
    throw TLSError(.unexpectedMessage, by: role.peer, "RFC 8446, 5")
  }

  private mutating func takeData(
    _ content: Range<Int>
  ) throws(TLSError) -> ArrivedRecord? {
    let isEarly = arriving.shape.isEarly
    guard isComplete || isEarly else {
      throw TLSError(.unexpectedMessage, by: role.peer, "RFC 8446, 5")
    }
    guard !content.isEmpty else {
      try countEmptyWord()
      return nil
    }
    emptyWords = 0
    if isEarly {
      guard content.count <= arriving.earlyData else {
        throw TLSError(.tooMuch, by: role.peer, "RFC 8446, 4.2.10")
      }
      arriving.earlyData &-= content.count
    }
    arriving.queue(content, isEarly: isEarly)
    return .applicationData
  }

  /// Early data that we said we would not take, or cannot read.
  mutating func skip(_ count: Int) throws(TLSError) {
    guard arriving.skippable > 0 else {
      throw TLSError(.unexpectedMessage, by: role.peer, "RFC 8446, 5")
    }
    // A type and a tag were not the sender's choice.
    arriving.skippable &-= max(1, count &- 17)
    guard arriving.skippable >= 0 else {
      throw TLSError(.tooMuch, by: role.peer, "RFC 8446, 4.2.10")
    }
  }

  mutating func countEmptyWord() throws(TLSError) {
    emptyWords &+= 1
    guard emptyWords <= RecordLimits.emptyWords else {
      throw TLSError(.tooMuch, by: role.peer, "RFC 8446, 5.4")
    }
  }
}
