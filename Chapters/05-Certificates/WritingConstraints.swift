import Wire

/// The names for which an authority may vouch (RFC 5280, 4.2.1.10).
public struct NameConstraints: Equatable, Sendable {
  public var permitted: [Subtree]
  public var excluded: [Subtree]

  public init(permitted: [Subtree] = [], excluded: [Subtree] = []) {
    self.permitted = permitted
    self.excluded = excluded
  }

  /// These and no others. A kind of name that is not mentioned would be free, so hosts
  /// and addresses are excluded altogether where none of them is permitted.
  public static func only(_ permitted: [Subtree]) -> NameConstraints {
    var (host, short, long) = (false, false, false)
    for subtree in permitted {
      switch subtree {
      case .dns: host = true
      case .ip(let address, _):
        if address.count == 4 { short = true } else { long = true }
      case .directory, .email: break
      }
    }
    var excluded: [Subtree] = []
    if !host { excluded.append(.dns([])) }
    for (isPermitted, count) in [(short, 4), (long, 16)] where !isPermitted {
      let all = [UInt8](repeating: 0, count: count)
      excluded.append(.ip(address: all, mask: all))
    }
    return NameConstraints(permitted: permitted, excluded: excluded)
  }

  var bytes: Int {
    var bytes = 32
    for subtree in permitted { bytes += subtree.bytes }
    for subtree in excluded { bytes += subtree.bytes }
    return bytes
  }
}

/// All names that lie below one.
public enum Subtree: Equatable, Sendable {
  /// A host and all below it; of an empty one, all that there are.
  case dns([UInt8])
  /// The addresses that agree with this one where the mask has ones: 4 or 16 bytes.
  case ip(address: [UInt8], mask: [UInt8])
  /// The names that begin with these parts.
  case directory(Name)
  /// A mailbox, those of one host, or with a dot in front those of all hosts below it.
  case email([UInt8])

  var bytes: Int {
    switch self {
    case .dns(let text), .email(let text): 12 + text.count
    case .ip(let address, let mask): 12 + address.count + mask.count
    case .directory(let name): 64 + name.bytes
    }
  }
}

extension OutputSpan where Element == UInt8 {
  /// NameConstraints ::= SEQUENCE {
  ///      permittedSubtrees       [0]     GeneralSubtrees OPTIONAL,
  ///      excludedSubtrees        [1]     GeneralSubtrees OPTIONAL }
  mutating func nameConstraints(_ constraints: NameConstraints) throws(WireError) {
    //= rfc5280#4.2.1.10
    //# Conforming CAs MUST NOT issue certificates where name constraints is an
    //# empty sequence.
    guard !constraints.permitted.isEmpty || !constraints.excluded.isEmpty else {
      throw WireError(.invalid(0), "NameConstraints", at: count)
    }
    //= rfc5280#4.2.1.10
    //# Conforming CAs MUST mark this extension as critical
    try certificateExtension([2, 5, 29, 30], critical: true, "nameConstraints") {
      out throws(WireError) in
      try out.sequence("NameConstraints") { out throws(WireError) in
        try out.generalSubtrees(constraints.permitted, 0, "permittedSubtrees")
        try out.generalSubtrees(constraints.excluded, 1, "excludedSubtrees")
      }
    }
  }

  /// GeneralSubtrees ::= SEQUENCE SIZE (1..MAX) OF GeneralSubtree
  ///
  /// GeneralSubtree ::= SEQUENCE {
  ///      base                    GeneralName,
  ///      minimum         [0]     BaseDistance DEFAULT 0,
  ///      maximum         [1]     BaseDistance OPTIONAL }
  private mutating func generalSubtrees(
    _ subtrees: [Subtree], _ number: UInt8, _ field: FieldName
  ) throws(WireError) {
    if subtrees.isEmpty { return }
    try constructed(.explicit(number), field) { out throws(WireError) in
      for subtree in subtrees {
        try out.sequence("GeneralSubtree") { out throws(WireError) in
          try out.base(subtree)
        }
      }
    }
  }

  private mutating func base(_ subtree: Subtree) throws(WireError) {
    switch subtree {
    case .dns(let host):
      if host.isEmpty {
        try ia5String(host.span, as: .implicit(2), "dNSName")
      } else {
        try dNSName(host.span)
      }
    case .ip(let address, let mask):
      guard isNetwork(address, mask) else {
        throw WireError(.invalid(UInt64(address.count)), "iPAddress", at: count)
      }
      try octetString((address + mask).span, as: .implicit(7), "iPAddress")
    case .directory(let name):
      try constructed(.explicit(4), "directoryName") { out throws(WireError) in
        try out.name(name, "directoryName")
      }
    case .email(let mailbox):
      guard isMailboxOrHosts(mailbox.span) else {
        throw WireError(.invalid(UInt64(mailbox.count)), "rfc822Name", at: count)
      }
      try ia5String(mailbox.span, as: .implicit(1), "rfc822Name")
    }
  }
}

/// An address and a mask of ones and then zeros, where the address is zero too.
private func isNetwork(_ address: [UInt8], _ mask: [UInt8]) -> Bool {
  guard address.count == mask.count, address.count == 4 || address.count == 16 else {
    return false
  }
  var ended = false
  for i in mask.indices {
    let zeros = ~mask[i]
    guard zeros & (zeros &+ 1) == 0, !ended || mask[i] == 0, address[i] & zeros == 0
    else { return false }
    if zeros != 0 { ended = true }
  }
  return true
}

private func isMailboxOrHosts(_ text: Span<UInt8>) -> Bool {
  guard text.count > 0 else { return false }
  guard let at = lastIndex(of: UInt8(ascii: "@"), in: text) else {
    return isHostName(text[0] == UInt8(ascii: ".") ? text.extracting(1...) : text)
  }
  for i in 0..<at where !(0x21...0x7e ~= text[i]) { return false }
  return at > 0 && isHostName(text.extracting((at + 1)...))
}
