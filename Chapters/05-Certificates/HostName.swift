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
          if matches(host.span, name.content) { return true }
        case (.ip(let address), .implicit(7)):
          if isEqual(address.span, name.content) { return true }
        default: continue
        }
      }
      return false
    } catch { return false }
  }
}

/// A star may stand for the whole of the first label, and for nothing else.
//= rfc9525#6.3
//# If the requirements are not met, the presented identifier is invalid
//# and MUST be ignored.
private func matches(_ host: Span<UInt8>, _ presented: Span<UInt8>) -> Bool {
  let (dot, star) = (UInt8(ascii: "."), UInt8(ascii: "*"))
  guard presented.count > 2, presented[0] == star, presented[1] == dot
  else { return isSame(host, presented) }
  // It stands for one label, which is not empty.
  var label = 0
  while label < host.count, host[label] != dot, host[label] != star { label += 1 }
  guard label > 0 else { return false }
  return isSame(host.extracting(label...), presented.extracting(1...))
}

/// The same octets, capital letters counting as small ones; a star is never the same as
/// anything.
private func isSame(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool {
  guard a.count == b.count, !a.isEmpty else { return false }
  for i in a.indices where small(a[i]) != small(b[i]) || a[i] == UInt8(ascii: "*") {
    return false
  }
  return true
}
