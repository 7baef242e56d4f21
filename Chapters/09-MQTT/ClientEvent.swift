/// What an MQTT client has to tell; bytes that belong to it are in the polled buffer.
public enum ClientEvent: Equatable, Sendable {
  /// The server let us in. Without a session present, subscriptions are to be made anew.
  case connected(sessionPresent: Bool)
  /// The server did not let us in, and the connection is over.
  case refused(ConnectReturnCode)
  /// A message; in the buffer its topic name, then its payload.
  case message(MessageDescription)
  /// The server has taken over the message of this packet identifier.
  case published(UInt16)
  /// The buffer holds one return code for each topic filter, as in `Suback`.
  case subscribed(UInt16)
  case unsubscribed(UInt16)
  /// No acknowledgement of this packet identifier will ever come.
  case abandoned(UInt16)
  /// Our DISCONNECT has been polled: close the network connection.
  case disconnected
}

public struct MessageDescription: Equatable, Sendable {
  /// How many bytes of the buffer are the topic name.
  public var topicLength: Int
  public var quality: QualityOfService
  /// The server kept this message from before we subscribed.
  public var retain: Bool
  /// It may have come before.
  public var duplicate: Bool
}

/// Events that wait to be polled, each with the places of its bytes in the inbox.
struct EventQueue {
  struct Entry {
    var event: ClientEvent
    var first: Range<Int>
    var second: Range<Int>
    var size: Int { first.count + second.count }
  }

  private var entries: [Entry] = []
  private var next = 0

  var isEmpty: Bool { next == entries.count }
  var first: Entry? { isEmpty ? nil : entries[next] }

  mutating func append(
    _ event: ClientEvent, _ first: Range<Int> = 0..<0, _ second: Range<Int> = 0..<0
  ) {
    entries.append(Entry(event: event, first: first, second: second))
  }

  mutating func removeFirst() {
    next += 1
    guard isEmpty else { return }
    entries.removeAll(keepingCapacity: true)
    next = 0
  }
}
