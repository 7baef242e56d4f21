// SPDX-License-Identifier: Apache-2.0

/// A value of some DER as a tree that can be bent, and written again well or badly.
struct Node {
  /// How the length is written.
  enum Length {
    case minimal
    /// In so many octets more than it needs.
    case padded(Int)
    /// Until an end mark (BER).
    case indefinite
    /// Off by so many.
    case wrong(Int)
  }

  var tag: UInt8
  /// Before the children: the octet of unused bits in a BIT STRING.
  var prefix: [UInt8] = []
  /// Nil for a value without values inside.
  var children: [Node]?
  var content: [UInt8] = []
  var length = Length.minimal

  /// The values that stand one after another in well-formed DER; nil if it is not that.
  static func parse(_ bytes: ArraySlice<UInt8>, depth: Int = 0) -> [Node]? {
    var nodes: [Node] = []
    var rest = bytes
    while let tag = rest.first {
      guard tag & 0x1f != 0x1f, depth < 24, rest.count >= 2 else { return nil }
      var place = rest.startIndex + 2
      var length = Int(rest[rest.startIndex + 1])
      if length >= 0x80 {
        let octets = length & 0x7f
        guard 1...3 ~= octets, rest.count >= 2 + octets else { return nil }
        length = rest[place..<place + octets].reduce(0) { $0 << 8 | Int($1) }
        place += octets
      }
      guard length <= rest.endIndex - place else { return nil }
      nodes.append(Node(tag: tag, rest[place..<place + length], depth: depth))
      rest = rest[(place + length)...]
    }
    return nodes
  }

  private init(tag: UInt8, _ content: ArraySlice<UInt8>, depth: Int) {
    self.tag = tag
    if tag & 0x20 != 0 {
      children = Self.parse(content, depth: depth + 1)
    } else if tag == 0x04, content.count > 1 {
      // What an extension or a key holds is DER again.
      children = Self.parse(content, depth: depth + 1)
    }
    if children == nil { self.content = Array(content) }
  }

  init(tag: UInt8, content: [UInt8]) {
    self.tag = tag
    self.content = content
  }

  init(tag: UInt8, children: [Node]) {
    self.tag = tag
    self.children = children
  }

  func encoded() -> [UInt8] {
    var body = prefix
    if let children {
      for child in children { body += child.encoded() }
    } else {
      body += content
    }
    switch length {
    case .minimal: return [tag] + Self.length(body.count) + body
    case .padded(let octets): return [tag] + Self.length(body.count, padding: octets) + body
    case .indefinite: return [tag, 0x80] + body + [0, 0]
    case .wrong(let by): return [tag] + Self.length(max(0, body.count + by)) + body
    }
  }

  private static func length(_ count: Int, padding: Int = 0) -> [UInt8] {
    if count < 0x80, padding == 0 { return [UInt8(count)] }
    var digits: [UInt8] = []
    var rest = count
    repeat {
      digits.insert(UInt8(rest & 0xff), at: 0)
      rest >>= 8
    } while rest > 0
    digits = [UInt8](repeating: 0, count: max(0, padding - (count < 0x80 ? 1 : 0))) + digits
    return [0x80 | UInt8(digits.count)] + digits
  }

  /// How many nodes it is.
  var size: Int { 1 + (children ?? []).reduce(0) { $0 + $1.size } }

  /// Lets `change` have the node of this number, counted from the outside in, with its parent's
  /// children to put others beside it.
  mutating func visit(_ number: Int, _ change: (inout Node) -> Void) {
    if number == 0 { return change(&self) }
    guard var nodes = children else { return }
    var number = number - 1
    for i in nodes.indices {
      let size = nodes[i].size
      if number < size {
        nodes[i].visit(number, change)
        children = nodes
        return
      }
      number -= size
    }
  }
}
