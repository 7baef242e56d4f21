import Primitives

extension RecordLayer where Random: ~Copyable, Observer: ~Copyable {
  /// Adds a message to the record that is being filled; it is sealed when it is full, when
  /// something else is to be sent, and by `flush`.
  package mutating func send(_ message: Span<UInt8>) throws(TLSError) {
    hasBegun = true
    observer.note(message: message, .sent)
    var sent = 0
    while sent < message.count {
      let start = departing.unfinished ?? begin(roomFor: message.count &- sent)
      departing.unfinished = start
      let used = departing.buffer.count &- start &- departing.shape.contentOffset
      let room = contentLimit &- used
      guard room > 0 else {
        try flush()
        continue
      }
      let part = min(room, message.count &- sent)
      departing.buffer.append(message.extracting(sent..<sent &+ part))
      sent &+= part
    }
  }

  package mutating func flush() throws(TLSError) {
    guard let start = departing.unfinished else { return }
    departing.unfinished = nil
    try close(.handshake, from: start)
  }

  /// In as many records as it takes.
  package mutating func send(applicationData: Span<UInt8>) throws(TLSError) {
    guard isComplete || departing.shape.isEarly else {
      throw TLSError(.notConnected)
    }
    try flush()
    var sent = 0
    while sent < applicationData.count {
      let part = min(contentLimit, applicationData.count &- sent)
      let start = begin(roomFor: part)
      departing.buffer.append(applicationData.extracting(sent..<sent &+ part))
      try close(.applicationData, from: start)
      sent &+= part
    }
  }

  /// A warning, if it is a farewell; else the end.
  package mutating func send(_ alert: Alert) throws(TLSError) {
    try flush()
    let level: UInt8 = alert.isFarewell ? 1 : 2
    let content: InlineArray<2, UInt8> = [level, alert.code]
    let start = begin(roomFor: 2)
    departing.buffer.append(content.span)
    try close(.alert, from: start)
  }

  /// In TLS 1.3 it is a disguise, and never sealed (RFC 8446, D.4).
  package mutating func sendChangeCipherSpec() throws(TLSError) {
    try flush()
    let start = departing.buffer.count
    let record: InlineArray<6, UInt8> = [
      ContentType.changeCipherSpec.code, 0x03, 0x03, 0, 1, 1,
    ]
    departing.buffer.append(record.span)
    noteDeparture(from: start)
  }
}

extension Alert {
  /// close_notify or user_canceled.
  var isFarewell: Bool { code == 0 || code == 90 }
}

extension RecordLayer where Random: ~Copyable, Observer: ~Copyable {
  private var contentLimit: Int {
    guard let version = departing.shape.version else { return RecordLimits.content }
    return limits.sending(version)
  }

  /// Leaves room for what comes before the content, and says where the record begins.
  private mutating func begin(roomFor count: Int) -> Int {
    let start = departing.buffer.count
    let shape = departing.shape
    let around = shape.contentOffset &+ shape.trailerLength
    departing.buffer.reserve(around &+ min(count, contentLimit))
    departing.buffer.extend(by: shape.contentOffset)
    return start
  }

  /// Writes the header of what lies at the end of the buffer, and seals it.
  private mutating func close(
    _ type: ContentType, from start: Int
  ) throws(TLSError) {
    guard let version = departing.shape.version else {
      return closePlain(type, from: start)
    }
    let plaintext = Observer.listens ? departing.plaintext(type, from: start) : nil
    departing.buffer.extend(by: departing.shape.trailerLength)
    let header = RecordHeader(
      type: version == .tls13 ? .applicationData : type,
      count: departing.buffer.count &- start &- RecordHeader.length)
    header.write(to: &departing.buffer, at: start)
    let range = start..<departing.buffer.count
    do throws(TLSError) {
      try departing.seal(range, as: type)
    } catch {
      // What could not be sealed must not be sent.
      departing.buffer.shorten(by: range.count)
      throw error
    }
    if let plaintext {
      observer.note(departing, from: start, plaintext: plaintext.bytes)
    }
  }

  private mutating func closePlain(_ type: ContentType, from start: Int) {
    // Old machines on the way like a first hello best that looks older than it is.
    let isFirstHello =
      role == .client && type == .handshake && departing.plainRecords == 0
    let header = RecordHeader(
      type: type, version: isFirstHello ? 0x0301 : 0x0303,
      count: departing.buffer.count &- start &- RecordHeader.length)
    header.write(to: &departing.buffer, at: start)
    noteDeparture(from: start)
  }
}

extension RecordLayer where Random: ~Copyable, Observer: ~Copyable {
  /// Bytes that may go to the peer.
  package var pendingOutput: Int { departing.unfinished ?? departing.buffer.count }

  package mutating func takeOutput(into out: inout OutputSpan<UInt8>) {
    let taken = departing.buffer.copy(atMost: pendingOutput, into: &out)
    departing.buffer.skipFirst(taken)
    departing.unfinished = departing.unfinished.map { $0 &- taken }
    if isTidying { tidy() }
  }
}
