/// Every subscription of every session, filed under the levels of its filter.
struct TopicTree {
  struct Subscriber {
    var session: Int
    var quality: QualityOfService
  }

  private struct Node: Vacant {
    var level: [UInt8] = []
    var parent = 0
    /// In the order of their levels.
    var children: [Int] = []
    /// In the order of their sessions.
    var subscribers: [Subscriber] = []

    static var vacant: Node { Node() }
  }

  private var nodes = Slots<Node>()
  private let root: Int
  /// Subscriptions of all sessions.
  private(set) var count = 0
  /// The nodes that a topic has reached, and those that it reaches next.
  private var frontier: [Int] = []
  private var next: [Int] = []

  init() { root = nodes.insert(Node()) }
}

extension TopicTree {
  /// Returns the node that now holds the subscription, and whether the session had none
  /// there before.
  mutating func insert(
    _ filter: borrowing TopicFilter, session: Int, quality: QualityOfService
  ) -> (node: Int, isNew: Bool) {
    var node = root
    var levels = Levels(filter.bytes)
    while let level = levels.next() {
      node = find(level, below: node) ?? add(level, below: node)
    }
    let place = place(of: session, in: node)
    //= mqtt-v3.1.1#MQTT-3.8.4-3
    //# If a Server receives a SUBSCRIBE Packet that contains a Topic Filter that is
    //# identical to an existing Subscription's Topic Filter then it MUST completely
    //# replace that existing Subscription with a new Subscription.
    guard !holds(session, at: place, in: node) else {
      nodes[node].subscribers[place].quality = quality
      return (node, false)
    }
    let subscriber = Subscriber(session: session, quality: quality)
    nodes[node].subscribers.insert(subscriber, at: place)
    count += 1
    return (node, true)
  }

  /// The node of exactly this filter, if this session subscribes there.
  func node(of filter: borrowing TopicFilter, session: Int) -> Int? {
    var node = root
    var levels = Levels(filter.bytes)
    while let level = levels.next() {
      guard let next = find(level, below: node) else { return nil }
      node = next
    }
    return holds(session, at: place(of: session, in: node), in: node) ? node : nil
  }

  /// Takes the session's subscription out, and every node that is then of no use.
  mutating func remove(_ session: Int, from node: Int) {
    let place = place(of: session, in: node)
    guard holds(session, at: place, in: node) else { return }
    nodes[node].subscribers.remove(at: place)
    count -= 1
    var node = node
    while node != root, nodes[node].subscribers.isEmpty, nodes[node].children.isEmpty {
      let parent = nodes[node].parent
      nodes[parent].children.removeAll { $0 == node }
      nodes.remove(node)
      node = parent
    }
  }

  private mutating func add(_ level: Span<UInt8>, below parent: Int) -> Int {
    let place = place(of: level, below: parent)
    let node = nodes.insert(Node(level: copy(level), parent: parent))
    nodes[parent].children.insert(node, at: place)
    return node
  }

  private func find(_ level: Span<UInt8>, below parent: Int) -> Int? {
    let place = place(of: level, below: parent)
    guard place < nodes[parent].children.count else { return nil }
    let child = nodes[parent].children[place]
    return equal(nodes[child].level, level) ? child : nil
  }

  private func place(of level: Span<UInt8>, below parent: Int) -> Int {
    countBefore(in: nodes[parent].children.count) {
      precedes(nodes[nodes[parent].children[$0]].level, level)
    }
  }

  private func place(of session: Int, in node: Int) -> Int {
    countBefore(in: nodes[node].subscribers.count) {
      nodes[node].subscribers[$0].session < session
    }
  }

  private func holds(_ session: Int, at place: Int, in node: Int) -> Bool {
    place < nodes[node].subscribers.count
      && nodes[node].subscribers[place].session == session
  }
}

extension TopicTree {
  /// Appends whoever subscribes to this topic, once for each matching filter.
  mutating func subscribers(
    to topic: borrowing TopicName, into found: inout [Subscriber]
  ) {
    let anyLevel: InlineArray<1, UInt8> = [UInt8(ascii: "+")]
    //= mqtt-v3.1.1#MQTT-4.7.2-1
    //# The Server MUST NOT match Topic Filters starting with a wildcard character
    //# (# or +) with Topic Names beginning with a $ character
    var wildcards = !beginsWithDollar(topic.bytes)
    frontier.removeAll(keepingCapacity: true)
    frontier.append(root)
    var levels = Levels(topic.bytes)
    while let level = levels.next() {
      next.removeAll(keepingCapacity: true)
      for node in frontier {
        if wildcards {
          collectMultiLevel(below: node, into: &found)
          if let any = find(anyLevel.span, below: node) { next.append(any) }
        }
        if let same = find(level, below: node) { next.append(same) }
      }
      swap(&frontier, &next)
      wildcards = true
    }
    for node in frontier {
      found.append(contentsOf: nodes[node].subscribers)
      collectMultiLevel(below: node, into: &found)
    }
  }

  private func collectMultiLevel(below node: Int, into found: inout [Subscriber]) {
    let anyLevels: InlineArray<1, UInt8> = [UInt8(ascii: "#")]
    guard let all = find(anyLevels.span, below: node) else { return }
    found.append(contentsOf: nodes[all].subscribers)
  }
}
