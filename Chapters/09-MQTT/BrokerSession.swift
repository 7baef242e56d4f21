/// What a broker knows of a client, whether it is there or not (MQTT 3.1.1, 4.1).
struct BrokerSession: Vacant {
  var client: BrokerClient
  /// Whether it ends with its connection.
  var isClean: Bool
  /// The slot of its connection, if it has one.
  var connection: Int?
  /// Its places in the topic tree.
  var subscriptions: [Int] = []
  var queue = MessageQueue()

  init(_ client: BrokerClient, isClean: Bool) {
    self.client = client
    self.isClean = isClean
  }

  static var vacant: BrokerSession {
    BrokerSession(BrokerClient(identifier: [], userName: nil), isClean: true)
  }
}

/// All sessions, and who is who.
struct Sessions {
  private var slots = Slots<BrokerSession>()
  /// In the order of their client identifiers.
  private var directory: [Int] = []
  private var assigned: UInt64 = 0

  var count: Int { slots.count }

  subscript(session: Int) -> BrokerSession {
    get { slots[session] }
    _modify { yield &slots[session] }
  }

  //= mqtt-v3.1.1#MQTT-3.1.3-2
  //# The ClientId MUST be used by Clients and by Servers to identify state that they
  //# hold relating to this MQTT Session between the Client and the Server
  func find(_ identifier: Span<UInt8>) -> Int? {
    let place = place(of: identifier)
    guard place < directory.count else { return nil }
    let session = directory[place]
    return equal(slots[session].client.identifier, identifier) ? session : nil
  }

  mutating func insert(_ session: BrokerSession) -> Int {
    let identifier = session.client.identifier
    let place = place(of: identifier.span)
    let slot = slots.insert(session)
    directory.insert(slot, at: place)
    return slot
  }

  mutating func remove(_ session: Int) {
    let identifier = slots[session].client.identifier
    directory.remove(at: place(of: identifier.span))
    slots.remove(session)
  }

  //= mqtt-v3.1.1#MQTT-3.1.3-6
  //# if it does so the Server MUST treat this as a special case and assign a unique
  //# ClientId to that Client
  mutating func assignIdentifier() -> [UInt8] {
    assigned += 1
    // A null character comes first: no client can give such a name.
    return [UInt8](capacity: 9) { out in
      out.append(0)
      for i in 0..<8 { out.append(UInt8(truncatingIfNeeded: assigned >> (8 * i))) }
    }
  }

  private func place(of identifier: Span<UInt8>) -> Int {
    countBefore(in: directory.count) {
      precedes(slots[directory[$0]].client.identifier, identifier)
    }
  }
}
