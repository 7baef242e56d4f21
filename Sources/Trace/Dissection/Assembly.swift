// SPDX-License-Identifier: Apache-2.0
import TLS

/// Puts messages together from records, and takes both apart.
struct Assembly {
  let role: TLSRole
  var context = Context()
  private(set) var records: [TracedRecord] = []
  private(set) var messages: [TracedMessage] = []
  private(set) var secrets: [TracedSecret] = []
  /// What the engine took as whole messages.
  var noted: [TLSDirection: [[UInt8]]] = [:]

  /// The message of each side that has begun and not ended.
  private var open: [TLSRole: Int] = [:]
  /// Which secrets are each side's keys, in order; and how many of them are in use.
  private var keys: [TLSRole: [Int]] = [:]
  private var inUse: [TLSRole: Int] = [:]
  private var start: UInt64?

  init(role: TLSRole) { self.role = role }

  mutating func add(_ secret: RecordedSecret) {
    secrets.append(
      TracedSecret(
        index: secrets.count, name: secret.name, source: secret.source, label: secret.label,
        context: secret.context, length: secret.length, value: secret.value,
        recordsBefore: records.count))
    switch secret.name {
    case .clientKey: keys[.client, default: []].append(secrets.count - 1)
    case .serverKey: keys[.server, default: []].append(secrets.count - 1)
    default: break
    }
  }

  mutating func add(_ recorded: RecordedRecord) throws(TraceError) {
    let sender = recorded.direction == .sent ? role : role.peer
    start = start ?? recorded.time
    let key = key(of: recorded, sender)
    var record = TracedRecord(
      index: records.count, sender: sender, bytes: recorded.bytes, plaintext: recorded.plaintext,
      hidden: recorded.hidden, isProtected: recorded.isProtected,
      protection: protection(of: recorded, key), key: key, sequenceNumber: recorded.sequenceNumber,
      time: recorded.time.map { $0 - (start ?? $0) }, secretsBefore: secrets.count)
    let place = "record \(record.index + 1)"
    var outer = Dissection(record.bytes, in: place)
    try outer.record(record, isTLS13: context.isTLS13, context.suite)
    record.outer = outer.fields
    try account(for: record.bytes.count, record.outer, in: place)

    if !record.isProtected || !record.plaintext.isEmpty {
      var inner = Dissection(record.plaintext, in: "the plaintext of \(place)")
      let content = try inner.plaintext(of: record, isTLS13: context.isTLS13)
      record.contentType = content.type
      if content.type == 22 {
        try take(record.plaintext[..<content.count], into: &record)
      } else {
        record.inner = inner.fields
        try account(for: record.plaintext.count, record.inner, in: inner.place)
      }
    }
    records.append(record)
  }

  /// The inner fields of a record of handshake messages: the pieces, then type and padding.
  private mutating func take(
    _ content: ArraySlice<UInt8>, into record: inout TracedRecord
  ) throws(TraceError) {
    var rest = content
    var fields: [Field] = []
    while !rest.isEmpty {
      let index = open[record.sender] ?? begin(record)
      var message = messages[index]
      let offset = message.bytes.count
      let header = (message.bytes + rest.prefix(max(0, 4 - offset))).prefix(4)
      let length =
        header.count < 4 ? 4 : 4 + header.dropFirst().reduce(0) { $0 << 8 | Int($1) }
      let piece = rest.prefix(length - offset)
      message.bytes += piece
      record.pieces.append(
        TracedRecord.Piece(message: index, range: offset..<message.bytes.count))
      let isWhole = header.count == 4 && message.bytes.count == length
      message.isComplete = isWhole
      messages[index] = message
      if isWhole { try complete(index) }
      open[record.sender] = isWhole ? nil : index
      fields.append(
        Field(
          messages[index].name, .frame, piece.startIndex..<piece.endIndex,
          piece.count == length
            ? countText(length, "byte") : "bytes \(offset) to \(message.bytes.count) of it",
          why: ""))
      rest = rest.dropFirst(piece.count)
    }
    var tail = Dissection(record.plaintext, in: "the plaintext of record \(record.index + 1)")
    tail.adopt(fields, content.count)
    if record.isProtected && context.isTLS13 { try tail.innerType() }
    record.inner = tail.fields
    try account(for: record.plaintext.count, record.inner, in: tail.place)
  }

  private mutating func begin(_ record: TracedRecord) -> Int {
    messages.append(
      TracedMessage(
        index: messages.count, sender: record.sender, bytes: [], name: "a message's beginning",
        protection: record.protection, firstRecord: record.index))
    return messages.count - 1
  }

  private mutating func complete(_ index: Int) throws(TraceError) {
    var message = messages[index]
    let type = HandshakeType(code: message.bytes[0])
    let isRetry =
      type == .serverHello && message.bytes.dropFirst(6).starts(with: Dissection.retryRandom)
    message.name = isRetry ? "HelloRetryRequest" : "\(type)"
    context.sender = message.sender
    var dissection = Dissection(message.bytes, in: message.name)
    try dissection.message(&context)
    message.fields = dissection.fields
    try account(for: message.bytes.count, message.fields, in: message.name)
    messages[index] = message
  }

  /// The secret that is the key of a protected record: each key begins with record 0.
  private mutating func key(of record: RecordedRecord, _ sender: TLSRole) -> Int? {
    guard record.isProtected else { return nil }
    if record.sequenceNumber == 0 || inUse[sender] == nil { inUse[sender, default: 0] += 1 }
    let number = (inUse[sender] ?? 1) - 1
    return keys[sender].flatMap { $0.indices.contains(number) ? $0[number] : nil }
  }

  private func protection(of record: RecordedRecord, _ key: Int?) -> Protection {
    guard record.isProtected else { return .none }
    return switch key.flatMap({ secrets[$0].source }) {
    case .clientEarlyTraffic: .early
    case .clientHandshakeTraffic, .serverHandshakeTraffic: .handshake
    default: .application
    }
  }

  /// What was left open is shown as it stands; and what the engine took as messages must be what
  /// was in the records, as far as both go.
  mutating func finish() throws(TraceError) {
    for index in messages.indices where !messages[index].isComplete {
      messages[index].fields = [
        Field(
          "unfinished", .opaque, 0..<messages[index].bytes.count, "the rest never came",
          why: "The connection ended here.")
      ]
    }
    for (direction, told) in noted {
      let sender = direction == .sent ? role : role.peer
      let seen = messages.filter { $0.sender == sender && $0.isComplete }
      for (bytes, message) in zip(told, seen) where bytes != message.bytes {
        throw TraceError(.otherMessage, in: message.name)
      }
    }
  }
}
