/// What a record carries (RFC 8446, 5.1).
public struct ContentType: Sendable, Equatable {
  public var code: UInt8

  public init(code: UInt8) { self.code = code }

  public static var changeCipherSpec: ContentType { ContentType(code: 20) }
  public static var alert: ContentType { ContentType(code: 21) }
  public static var handshake: ContentType { ContentType(code: 22) }
  public static var applicationData: ContentType { ContentType(code: 23) }
}
