import Primitives
import Wire

/// Packets on their way to the server, until they are polled.
struct Outbox {
  private var bytes: [UInt8] = []
  private var sent = 0
  private var holdsSecret = false

  var count: Int { bytes.count - sent }

  /// Throws `.noRoom` if more than `limit` bytes would wait.
  mutating func append(
    _ header: FixedHeader, limit: Int, secret: Bool = false,
    _ write: (inout OutputSpan<UInt8>) throws(WireError) -> Void
  ) throws(WireError) {
    let (total, overflow) = count.addingReportingOverflow(header.packetSize)
    guard !overflow, total <= limit else {
      throw WireError(.noRoom(missing: header.packetSize), "backlog", at: count)
    }
    holdsSecret = holdsSecret || secret
    discardSent()
    let before = bytes.count
    do throws(WireError) {
      try bytes.append(addingCapacity: header.packetSize, initializingWith: write)
    } catch {
      bytes.removeSubrange(before...)
      throw error
    }
  }

  /// Appends a packet that was promised to the server before, whatever the limit.
  mutating func append(again packet: [UInt8]) { bytes.append(contentsOf: packet) }

  /// A command's packet: what is wrong with it is the application's fault.
  mutating func send(
    _ header: FixedHeader, limit: Int, secret: Bool = false,
    _ write: (inout OutputSpan<UInt8>) throws(WireError) -> Void
  ) throws(MQTTUsageError) {
    guard header.remainingLength <= Int(VariableByteInteger.maximum) else {
      throw .packetTooLarge
    }
    do throws(WireError) {
      try append(header, limit: limit, secret: secret, write)
    } catch { throw .backlogFull }
  }

  /// Keeps a copy of the packet that was appended last.
  func copyLast(
    _ count: Int, to inFlight: inout InFlight, packetIdentifier: UInt16
  ) {
    let packet = bytes.span.extracting(last: count)
    inFlight.append(packet, packetIdentifier: packetIdentifier)
  }

  /// Moves as much as fits.
  @_lifetime(out: copy out)
  mutating func move(into out: inout OutputSpan<UInt8>) {
    let end = sent + min(count, out.freeCapacity)
    for i in sent..<end { out.append(bytes[i]) }
    sent = end
    if sent == bytes.count { removeAll() }
  }

  /// The storage is kept, so that the next packets find it; a password in it is not.
  mutating func removeAll() {
    if holdsSecret {
      var span = bytes.mutableSpan
      wipe(&span)
      holdsSecret = false
    }
    bytes.removeAll(keepingCapacity: true)
    sent = 0
  }

  /// Only when most of the storage is spent, so that each byte moves once at most.
  private mutating func discardSent() {
    guard sent > bytes.count / 2 else { return }
    bytes.removeSubrange(..<sent)
    sent = 0
  }
}
