import Wire

/// Whether the peer has shown that it receives what we send to its address (RFC 9175, 2).
struct Proof {
  private(set) var isGiven: Bool
  /// Six bytes that only the owner of the address has seen.
  private let secret: UInt64
  /// Six others that were asked for before these, and are still good.
  private let last: UInt64?

  init(isGiven: Bool, random: UInt64, last: UInt64? = nil) {
    self.isGiven = isGiven
    secret = random & 0xffff_ffff_ffff
    self.last = last.map { $0 & 0xffff_ffff_ffff }
  }

  /// An Echo option with the same six bytes is the proof.
  mutating func check(_ message: borrowing Message) {
    var options = message.options
    while let option = options.next() {
      guard option.number == .echo, option.isUnderstood, option.value.count == 6
      else { continue }
      var value: UInt64 = 0
      for i in 0..<6 { value = value << 8 | UInt64(option.value[i]) }
      if value == secret || value == last { isGiven = true }
    }
  }

  /// The option that asks for it.
  var demand: OptionList {
    var bytes: [UInt8] = []
    for i in 0..<6 { bytes.append(UInt8(truncatingIfNeeded: secret >> (40 - 8 * i))) }
    var list = OptionList()
    list.append(.echo, bytes.span)
    return list
  }
}
