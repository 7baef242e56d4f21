import Wire

/// A name that may be confined, and the tag of its kind in GeneralName.
struct ConstrainedName: ~Escapable {
  let tag: DERTag
  private let content: Span<UInt8>

  /// GeneralName ::= CHOICE {
  ///      rfc822Name                      [1]     IA5String,
  ///      dNSName                         [2]     IA5String,
  ///      directoryName                   [4]     Name,
  ///      uniformResourceIdentifier       [6]     IA5String,
  ///      iPAddress                       [7]     OCTET STRING }
  @_lifetime(copy general)
  init(_ general: DERElement) throws(DERError) {
    tag = general.tag
    guard tag == .explicit(4) else {
      content = general.content
      return
    }
    var reader = DERReader(general)
    content = try reader.read(.sequence, "directoryName").content
  }

  @_lifetime(copy name)
  init(directory name: DERElement) {
    tag = .explicit(4)
    content = name.content
  }

  @_lifetime(copy value)
  init(mailbox value: DERElement) {
    tag = .implicit(1)
    content = value.content
  }

  /// Whether the base, which is of the same kind, is the name or stands above it
  /// (RFC 5280, 4.2.1.10); `nil` if nobody can tell without tables of letters. Names of
  /// kinds that we cannot compare, or that have not the form of their kind, are an error.
  func isWithin(_ base: DERElement) throws(DERError) -> Bool? {
    switch tag {
    case .implicit(1): try isMailbox(base)
    case .implicit(2): try isHostName(base)
    case .explicit(4): try isDirectoryName(base)
    case .implicit(6): try isURI(base)
    case .implicit(7): isAddress(base.content)
    default: throw base.error(.value, "base")
    }
  }

  /// Whether it has a star that could stand for the very host.
  func covers(_ base: DERElement) -> Bool {
    tag == .implicit(2) && serves(content, base.content)
  }

  /// The name itself, or any below it.
  private func isHostName(_ base: DERElement) throws(DERError) -> Bool {
    try checkHost(content, base)
    return isHost(content, within: base.content)
  }

  /// ASCII, and no dot at the end, neither here nor there.
  private func checkHost(
    _ host: Span<UInt8>, _ base: DERElement
  ) throws(DERError) {
    guard !endsWithDot(host), !endsWithDot(base.content) else {
      throw base.error(.value, "base")
    }
    for i in host.indices where host[i] >= 0x80 { throw base.error(.value, "base") }
  }

  /// One mailbox, all of one host, or with a dot in front all of the hosts below it.
  private func isMailbox(_ element: DERElement) throws(DERError) -> Bool {
    guard let at = lastIndex(of: UInt8(ascii: "@"), in: content) else {
      throw element.error(.value, "rfc822Name")
    }
    let base = element.content
    let host = content.extracting((at + 1)...)
    try checkHost(host, element)
    guard let split = lastIndex(of: UInt8(ascii: "@"), in: base) else {
      return isDomain(host, within: base)
    }
    return isEqual(content.extracting(..<at), base.extracting(..<split))
      && isSameHost(host, base.extracting((split + 1)...))
  }

  /// The host of a URI: exactly this one, or with a dot in front all below it.
  private func isURI(_ base: DERElement) throws(DERError) -> Bool {
    guard let host = uriHost(content) else {
      throw base.error(.value, "uniformResourceIdentifier")
    }
    try checkHost(host, base)
    return isDomain(host, within: base.content)
  }

  /// An address and a mask.
  private func isAddress(_ base: Span<UInt8>) -> Bool {
    guard base.count == 2 * content.count else { return false }
    for i in content.indices
    where (content[i] ^ base[i]) & base[content.count + i] != 0 { return false }
    return true
  }

  /// The first parts of the name are those of the base.
  private func isDirectoryName(_ base: DERElement) throws(DERError) -> Bool? {
    var outer = DERReader(base)
    let name = try outer.read(.sequence, "directoryName")
    var wanted = DERReader(name)
    var parts = DERReader(content)
    var isDecided = true
    while !wanted.isEmpty {
      guard !parts.isEmpty else { return false }
      let first = try wanted.any("RelativeDistinguishedName")
      let second = try parts.any("RelativeDistinguishedName")
      switch try isSameRelativeName(first, second) {
      case true?: continue
      case false?: return false
      case nil: isDecided = false
      }
    }
    return isDecided ? true : nil
  }
}
