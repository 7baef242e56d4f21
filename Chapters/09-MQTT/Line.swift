/// The connections that have something to send or to close, first come, first served.
struct Line {
  private var connections: [ConnectionIdentifier] = []
  private var served = 0

  var first: ConnectionIdentifier? {
    served < connections.count ? connections[served] : nil
  }

  mutating func append(_ connection: ConnectionIdentifier) {
    connections.append(connection)
  }

  mutating func removeFirst() {
    served += 1
    // Only when most of the storage is spent, so that each moves once at most.
    guard served > connections.count / 2 else { return }
    connections.removeSubrange(..<served)
    served = 0
  }
}
