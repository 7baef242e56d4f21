/// The content of an OBJECT IDENTIFIER as one number, so that identifiers can be compared
/// without memory of their own. A one stands in front, since the content may begin with
/// zeros. Those of more than 15 octets, none of which this book knows, are all `unknown`.
public struct OIDCode: Equatable, Sendable {
  let value: UInt128

  init(_ value: UInt128) { self.value = value }

  public init(_ content: Span<UInt8>) {
    guard content.count < 16 else {
      self = .unknown
      return
    }
    var value: UInt128 = 1
    for i in content.indices { value = value << 8 | UInt128(content[i]) }
    self.value = value
  }

  static var unknown: OIDCode { OIDCode(0) }
}
