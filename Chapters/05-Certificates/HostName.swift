import Wire

extension Certificate {
  /// Whether its holder goes by this name or address (RFC 9525, 6).
  ///
  /// Only what stands in subjectAltName counts, never the common name.
  public func isFor(_ server: GeneralName) -> Bool {
    guard let names = subjectAltName else { return false }
    var reader = DERReader(names)
    do throws(DERError) {
      let list = try reader.read(.sequence, "GeneralNames")
      var presented = DERReader(list)
      while !presented.isEmpty {
        let name = try presented.any("GeneralName")
        switch (server, name.tag) {
        case (.dns(let host), .implicit(2)):
          if serves(name.content, host.span) { return true }
        case (.ip(let address), .implicit(7)):
          if isEqual(address.span, name.content) { return true }
        default: continue
        }
      }
      return false
    } catch { return false }
  }
}

/// Whether a presented name is good for a host. A star may stand for the whole of the
/// first label, and for nothing else.
//= rfc9525#6.3
//# If the requirements are not met, the presented identifier is invalid
//# and MUST be ignored.
func serves(_ presented: Span<UInt8>, _ host: Span<UInt8>) -> Bool {
  let (dot, star) = (UInt8(ascii: "."), UInt8(ascii: "*"))
  // A dot at its end says that a host's name is whole; in a certificate none may stand.
  let host = endsWithDot(host) ? host.extracting(droppingLast: 1) : host
  guard !host.isEmpty, lastIndex(of: star, in: host) == nil else { return false }
  guard presented.count > 2, presented[0] == star, presented[1] == dot else {
    return isSameHost(host, presented)
  }
  // It stands for one label, which is not empty.
  var label = 0
  while label < host.count, host[label] != dot { label += 1 }
  guard label > 0 else { return false }
  return isSameHost(host.extracting(label...), presented.extracting(1...))
}

/// The preferred syntax of names has no dot there (RFC 1034, 3.5; RFC 5280, 4.2.1.6).
func endsWithDot(_ host: Span<UInt8>) -> Bool {
  host.count > 0 && host[host.count - 1] == UInt8(ascii: ".")
}
