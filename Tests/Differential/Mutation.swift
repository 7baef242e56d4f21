// SPDX-License-Identifier: Apache-2.0

extension Node {
  /// One change at a place that the dice choose.
  mutating func mutate(_ dice: inout Dice, spare: [Node]) {
    let number = dice.below(size)
    var dice2 = dice
    visit(number) { node in node.change(&dice2, spare: spare) }
    dice = dice2
  }

  private mutating func change(_ dice: inout Dice, spare: [Node]) {
    switch dice.below(14) {
    case 0: tag = dice.one(of: Pool.tags)
    case 1:
      length = dice.one(of: [
        .padded(1), .padded(2), .indefinite, .wrong(1), .wrong(-1), .wrong(200),
      ])
    case 2, 3, 4, 5, 6: changeValue(&dice)
    case 7: rearrange(&dice)
    case 8: rearrange(&dice)
    case 9: if !spare.isEmpty { self = dice.one(of: spare) }
    case 10: if children != nil, !spare.isEmpty { children?.append(dice.one(of: spare)) }
    case 11: if children == nil { flip(&dice) } else { rearrange(&dice) }
    case 12:
      if children == nil {
        content += dice.bytes(1 + dice.below(3))
      } else {
        children?.append(Node(tag: dice.one(of: Pool.tags), content: dice.bytes(dice.below(4))))
      }
    default: if children == nil, !content.isEmpty { content.removeLast() }
    }
  }

  /// Something of the same kind that a reader might take the wrong way.
  private mutating func changeValue(_ dice: inout Dice) {
    guard children == nil else { return rearrange(&dice) }
    switch tag {
    case 0x01: content = dice.one(of: [[0], [1], [0xff], [], [0xff, 0xff]])
    case 0x02: content = dice.one(of: Pool.integers)
    case 0x03: content = dice.one(of: Pool.bits)
    case 0x06: content = dice.one(of: Pool.identifiers)
    case 0x0c, 0x13, 0x14, 0x16, 0x1e, 0x81, 0x82, 0x86:
      content = dice.one(of: Pool.texts)
      if tag < 0x80, dice.once(in: 3) { tag = dice.one(of: [0x0c, 0x13, 0x14, 0x16, 0x1c, 0x1e]) }
    case 0x17, 0x18:
      content = Array(dice.one(of: Pool.times).utf8)
      if dice.once(in: 4) { tag ^= 0x0f }
    case 0x87: content = dice.bytes(dice.one(of: [0, 4, 5, 8, 16, 32]))
    default: flip(&dice)
    }
  }

  private mutating func flip(_ dice: inout Dice) {
    guard !content.isEmpty else { return }
    content[dice.below(content.count)] ^= 1 << UInt8(dice.below(8))
  }

  private mutating func rearrange(_ dice: inout Dice) {
    guard let nodes = children, !nodes.isEmpty else { return }
    let i = dice.below(nodes.count)
    switch dice.below(4) {
    case 0: children?.remove(at: i)
    case 1: children?.insert(nodes[i], at: dice.below(nodes.count))
    case 2: children?.swapAt(i, dice.below(nodes.count))
    default: children = []
    }
  }
}

/// Values that readers have got wrong.
enum Pool {
  static let tags: [UInt8] = [
    0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0a, 0x0c, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1a, 0x1c,
    0x1e, 0x30, 0x31, 0x80, 0x81, 0x82, 0x84, 0x86, 0x87, 0x88, 0xa0, 0xa1, 0xa2, 0xa3, 0xa4,
    0x1f, 0x00, 0x24, 0x23,
  ]

  static let integers: [[UInt8]] = [
    [], [0], [1], [2], [3], [0x7f], [0x80], [0xff], [0, 1], [0, 0x80], [0xff, 0x80],
    [UInt8](repeating: 0x55, count: 20), [UInt8](repeating: 0x55, count: 21),
    [0] + [UInt8](repeating: 0xaa, count: 20), [0x7f, 0xff, 0xff, 0xff], [0, 0x80, 0, 0, 0],
    [1, 0, 0, 0, 0, 0, 0, 0, 0],
  ]

  static let bits: [[UInt8]] = [
    [], [0], [7, 0x80], [0, 0x80], [5, 0xa0], [2, 0x04], [1, 0x06], [1, 0x86], [8, 0x00],
    [0, 0], [7, 0x81], [7, 0x00, 0x80], [0, 0x06, 0x80], [1, 2, 3, 4],
  ]

  static let texts: [[UInt8]] =
    [
      "", " ", "device.example", "DEVICE.example", "*.example", "*.*.example", "d*.example", "*",
      ".example", "device.example.", "device..example", "a\0.example", "gäste.example",
      "x@example", "\"x y\"@example", "@example", "x@", "https://device.example/a",
      "coaps://[2001:db8::1]/", "//", "mailto:x@example", "Things  Root", "things root",
      " Things Root ", "\u{202e}x", "xn--gste-loa.example",
    ].map { Array($0.utf8) } + [[0xff, 0xfe], [0xc0, 0x80], [0, 0x41], [0xed, 0xa0, 0x80]]

  static let times = [
    "260101000000Z", "280101000000Z", "261231235959Z", "270101000000Z", "500101000000Z",
    "490101000000Z", "20270101000000Z", "20261231235959Z", "20500101000000Z", "99991231235959Z",
    "00000101000000Z", "2701010000Z", "270101000000+0100", "270101000000", "270229000000Z",
    "280229000000Z", "270101240000Z", "270101236000Z", "270101235960Z", "27 101000000Z",
    "20270101000000.5Z", "20270101000000.0Z", "2027010100Z", "270100000000Z", "271301000000Z",
    "", "Z", "-70101000000Z",
  ]

  /// Extensions, purposes, algorithms, attributes.
  static let identifiers: [[UInt8]] =
    [0x0e, 0x0f, 0x10, 0x11, 0x12, 0x13, 0x1e, 0x1f, 0x20, 0x21, 0x23, 0x24, 0x25, 0x36]
    .map { [0x55, 0x1d, $0] }
    + [1, 2, 3, 8, 9].map { [0x2b, 6, 1, 5, 5, 7, 3, $0] }
    + [
      [0x55, 0x1d, 0x25, 0], [0x55, 0x1d, 0x20, 0], [0x2b, 6, 1, 5, 5, 7, 1, 1],
      [0x2b, 6, 1, 5, 5, 7, 1, 24], [0x60, 0x86, 0x48, 1, 0x86, 0xf8, 0x42, 1, 1],
      [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2], [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3],
      [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 1], [0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1],
      [0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7], [0x2b, 0x65, 0x70], [0x2b, 0x81, 4, 0, 0x22],
      [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1],
      [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11],
      [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1], [0x55, 4, 3], [0x55, 4, 10], [0x55, 4, 5],
      [], [0x80], [0x80, 1], [0x55, 0x80, 1], [0x55, 0x9d],
      [0x2a, 0xff, 0xff, 0xff, 0xff, 0xff, 1],
      [UInt8](repeating: 0x11, count: 65),
    ]
}
