// SPDX-License-Identifier: Apache-2.0
import CoAP
import TestSupport
import Wire

/// What a machine said until it wanted to wait.
struct Said<Event> {
  var sent: [[UInt8]] = []
  var events: [(event: Event, bytes: [UInt8])] = []
  var deadline: Instant?
}

/// Polls until the machine waits. Begins with a buffer of `room` bytes, and grows it as asked.
func drain<M: Machine & ~Copyable>(_ machine: inout M, room: Int = 2048) -> Said<M.Event> {
  var said = Said<M.Event>()
  var room = room
  while true {
    var answer = Output<M.Event>.wait(until: nil)
    let bytes = [UInt8](capacity: room) { out in answer = machine.poll(into: &out) }
    switch answer {
    case .transmit: said.sent.append(bytes)
    case .event(let event): said.events.append((event, bytes))
    case .bufferTooSmall(let needed):
      precondition(needed > room && bytes.isEmpty, "a buffer that is large enough is refused")
      room = needed
    case .wait(let deadline):
      precondition(bytes.isEmpty)
      said.deadline = deadline
      return said
    }
  }
}

func utf8(_ text: String) -> [UInt8] { [UInt8](text.utf8) }

func seconds(_ seconds: Int) -> Instant { Instant(nanoseconds: 0) + .seconds(seconds) }

func milliseconds(_ count: Int) -> Instant { Instant(nanoseconds: 0) + .milliseconds(count) }

func array(_ span: Span<UInt8>) -> [UInt8] { span.indices.map { span[$0] } }

func token(_ bytes: String) -> Token {
  let bytes = hex(bytes)
  return Token(bytes.span) ?? .none
}

func path(_ path: String) -> OptionList {
  var list = OptionList()
  let bytes = utf8(path)
  list.append(path: bytes.span)
  return list
}

extension OptionList {
  mutating func append(_ number: OptionNumber, _ text: String) {
    let bytes = utf8(text)
    append(number, bytes.span)
  }
}

func datagram(_ message: Outgoing) throws(WireError) -> [UInt8] {
  try [UInt8](capacity: message.maximumSize) { out throws(WireError) in
    try message.write(into: &out)
  }
}

/// A message with everything copied out of it.
struct Copy: Equatable {
  var type: MessageType
  var code: Code
  var messageID: UInt16
  var token: Token
  var options: [(number: OptionNumber, value: [UInt8], isUnderstood: Bool)] = []
  var payload: [UInt8]

  init(_ bytes: [UInt8]) throws(WireError) {
    let message = try Message(bytes.span)
    type = message.header.type
    code = message.header.code
    messageID = message.header.messageID
    token = message.token
    payload = array(message.payload)
    var list = message.options
    while let option = list.next() {
      options.append((option.number, array(option.value), option.isUnderstood))
    }
  }

  func value(_ number: OptionNumber) -> [UInt8]? { options.first { $0.number == number }?.value }

  static func == (a: Copy, b: Copy) -> Bool {
    a.type == b.type && a.code == b.code && a.messageID == b.messageID && a.token == b.token
      && a.payload == b.payload
      && a.options.elementsEqual(b.options) { $0.number == $1.number && $0.value == $1.value }
  }
}

func failure<E: Error>(_ body: () throws(E) -> Void) -> E? {
  do throws(E) { try body() } catch { return error }
  return nil
}

extension CoAPClient {
  mutating func handle(_ bytes: [UInt8], now: Instant) { handle(bytes.span, now: now) }

  /// `random` is the token in its upper half, and how late to send again in its lower.
  mutating func get(
    _ text: String, random: UInt64 = 0, confirmable: Bool = true, now: Instant = seconds(0)
  ) throws -> Token {
    try request(.get, options: path(text), confirmable: confirmable, random: random, now: now)
  }
}

extension CoAPServer {
  mutating func handle(_ bytes: [UInt8], now: Instant) { handle(bytes.span, now: now) }

  mutating func respond(
    to id: RequestID, _ code: Code, _ payload: String, random: UInt32 = 0, now: Instant
  ) throws(CoAPUsageError) {
    let bytes = utf8(payload)
    try respond(to: id, code, payload: bytes.span, random: random, now: now)
  }
}

/// A client whose first message has this Message ID.
func client(
  messageID: UInt16 = 0x7d34, _ change: (inout CoAPClientOptions) -> Void = { _ in }
) -> CoAPClient {
  var options = CoAPClientOptions()
  change(&options)
  return CoAPClient(options, firstMessageID: messageID &- 1)
}

/// 0 is `temperature`, for GET and PUT, in text/plain and in JSON; 1 is `count`, for POST;
/// 2 is `a/b`, with If-Match.
func resources() throws -> Resources {
  var resources = Resources()
  try resources.register(
    Resource(
      utf8("temperature"), [.get, .put], contentFormats: [0, 50],
      attributes: utf8("rt=\"temperature\";ct=\"0 50\"")))
  try resources.register(Resource(utf8("count"), .post))
  try resources.register(Resource(utf8("a/b"), [.get, .put], understands: [.ifMatch]))
  return resources
}

func server(
  proved: Bool = true, random: UInt64 = 0xad7a,
  _ change: (inout CoAPServerOptions) -> Void = { _ in }
) throws -> CoAPServer {
  var options = CoAPServerOptions()
  change(&options)
  return CoAPServer(try resources(), options, peerIsProved: proved, random: random)
}

extension Said where Event == CoAPServerEvent {
  /// The request of the only event.
  var request: RequestID? {
    guard events.count == 1, case .request(let id, _, _, _) = events[0].event else { return nil }
    return id
  }
}
