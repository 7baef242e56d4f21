/// What must outlive a connection: the messages that the server has not acknowledged
/// (MQTT 3.1.1, 4.1). A new client takes it over from the old one.
public struct Session: Sendable {
  var inFlight = InFlight()
  private var lastIdentifier: UInt16 = 0

  public init() {}

  /// Messages of QoS 1 that wait for their PUBACK.
  public var unacknowledged: Int { inFlight.count }

  //= mqtt-v3.1.1#MQTT-2.3.1-2
  //# Each time a Client sends a new packet of one of these types it MUST assign it a
  //# currently unused Packet Identifier
  mutating func unusedIdentifier(besides requests: borrowing Requests) -> UInt16 {
    repeat {
      lastIdentifier = lastIdentifier == .max ? 1 : lastIdentifier + 1
    } while inFlight.contains(lastIdentifier) || requests.contains(lastIdentifier)
    return lastIdentifier
  }
}

/// SUBSCRIBE and UNSUBSCRIBE packets that the server has not answered.
struct Requests {
  struct Request {
    var packetIdentifier: UInt16
    var answer: PacketType
    /// How many topic filters were in it.
    var count: Int
  }

  private(set) var all: [Request] = []

  func contains(_ packetIdentifier: UInt16) -> Bool {
    for request in all where request.packetIdentifier == packetIdentifier {
      return true
    }
    return false
  }

  mutating func append(_ request: Request) { all.append(request) }

  /// Takes out what this packet answers; `nil` if nothing like it was asked.
  mutating func settle(_ packetIdentifier: UInt16, _ answer: PacketType) -> Request? {
    for i in all.indices
    where all[i].packetIdentifier == packetIdentifier && all[i].answer == answer {
      return all.remove(at: i)
    }
    return nil
  }

  mutating func removeAll() { all.removeAll(keepingCapacity: true) }
}
