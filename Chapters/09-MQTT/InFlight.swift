/// QoS 1 messages that the server has not acknowledged, in the order they were sent.
///
/// A slot's storage outlives its message and serves the next one.
struct InFlight: Sendable {
  private struct Slot: Sendable {
    var packetIdentifier: UInt16 = 0
    var packet: [UInt8] = []
  }

  private var slots: [Slot] = []
  private(set) var count = 0

  /// Keeps a copy of a PUBLISH that is about to be sent.
  mutating func append(_ packet: Span<UInt8>, packetIdentifier: UInt16) {
    if count == slots.count { slots.append(Slot()) }
    slots[count].packetIdentifier = packetIdentifier
    slots[count].packet.removeAll(keepingCapacity: true)
    slots[count].packet.append(addingCapacity: packet.count) { out in
      for i in packet.indices { out.append(packet[i]) }
    }
    count += 1
  }

  /// The packet at this place in the order, marked as one that is sent again.
  mutating func duplicate(_ index: Int) -> [UInt8] {
    //= mqtt-v3.1.1#MQTT-3.3.1-1
    //# The DUP flag MUST be set to 1 by the Client or Server when it attempts to
    //# re-deliver a PUBLISH Packet
    slots[index].packet[0] |= Publish.duplicateFlag
    return slots[index].packet
  }

  func packetIdentifier(_ index: Int) -> UInt16 { slots[index].packetIdentifier }

  mutating func removeAll() { count = 0 }

  func contains(_ packetIdentifier: UInt16) -> Bool {
    index(of: packetIdentifier) != nil
  }

  /// Forgets the message; `false` if there is none of this identifier.
  mutating func settle(_ packetIdentifier: UInt16) -> Bool {
    guard let index = index(of: packetIdentifier) else { return false }
    for i in index..<(count - 1) { slots.swapAt(i, i + 1) }
    count -= 1
    return true
  }

  private func index(of packetIdentifier: UInt16) -> Int? {
    for i in 0..<count where slots[i].packetIdentifier == packetIdentifier { return i }
    return nil
  }
}
