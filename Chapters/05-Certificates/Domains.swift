/// The name itself, or any with more labels in front; an empty base is above all.
func isHost(_ host: Span<UInt8>, within base: Span<UInt8>) -> Bool {
  guard base.count < host.count else { return isSameHost(host, base) }
  if base.isEmpty { return true }
  let start = host.count - base.count
  let boundary = base[0] == UInt8(ascii: ".") || host[start - 1] == UInt8(ascii: ".")
  return boundary && isSameHost(host.extracting(start...), base)
}

/// With a dot in front all hosts below the base, without one the host of that name.
func isDomain(_ host: Span<UInt8>, within base: Span<UInt8>) -> Bool {
  guard base.count > 0, base[0] == UInt8(ascii: ".") else {
    return isSameHost(host, base)
  }
  return host.count > base.count && isHost(host, within: base)
}

func isSameHost(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool {
  guard a.count == b.count else { return false }
  for i in a.indices where small(a[i]) != small(b[i]) { return false }
  return true
}

func lastIndex(of octet: UInt8, in bytes: Span<UInt8>) -> Int? {
  var i = bytes.count
  while i > 0 {
    i -= 1
    if bytes[i] == octet { return i }
  }
  return nil
}

/// What stands between `//` and the next slash, question mark, hash or colon, behind the
/// user's name if there is one; `nil` if there is none, or it is an address (RFC 3986, 3.2).
@_lifetime(copy uri)
func uriHost(_ uri: Span<UInt8>) -> Span<UInt8>? {
  let slash = UInt8(ascii: "/")
  var start = 0
  while start + 1 < uri.count, uri[start] != slash || uri[start + 1] != slash {
    start += 1
  }
  guard start + 1 < uri.count else { return nil }
  start += 2
  var end = start
  while end < uri.count, uri[end] != slash, uri[end] != UInt8(ascii: "?"),
    uri[end] != UInt8(ascii: "#")
  { end += 1 }
  var authority = uri.extracting(start..<end)
  if let at = lastIndex(of: UInt8(ascii: "@"), in: authority) {
    authority = authority.extracting((at + 1)...)
  }
  if let colon = lastIndex(of: UInt8(ascii: ":"), in: authority) {
    authority = authority.extracting(..<colon)
  }
  guard authority.count > 0, authority[0] != UInt8(ascii: "[") else { return nil }
  for i in authority.indices
  where !(UInt8(ascii: "0")...UInt8(ascii: "9") ~= authority[i])
    && authority[i] != UInt8(ascii: ".")
  { return authority }
  return nil
}
