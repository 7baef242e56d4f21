/// What a message asks or answers: three bits of class, five of detail, written c.dd
/// (RFC 7252, 3 and 12.1).
public struct Code: RawRepresentable, Equatable, Sendable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public init(_ codeClass: UInt8, _ detail: UInt8) {
    rawValue = codeClass << 5 | detail & 0x1f
  }

  public var codeClass: UInt8 { rawValue >> 5 }
  public var detail: UInt8 { rawValue & 0x1f }

  /// Neither a request nor a response.
  public static var empty: Code { Code(0, 0) }

  public static var get: Code { Code(0, 1) }
  public static var post: Code { Code(0, 2) }
  public static var put: Code { Code(0, 3) }
  public static var delete: Code { Code(0, 4) }

  public static var created: Code { Code(2, 1) }
  public static var deleted: Code { Code(2, 2) }
  public static var valid: Code { Code(2, 3) }
  public static var changed: Code { Code(2, 4) }
  public static var content: Code { Code(2, 5) }

  public static var badRequest: Code { Code(4, 0) }
  public static var unauthorized: Code { Code(4, 1) }
  public static var badOption: Code { Code(4, 2) }
  public static var forbidden: Code { Code(4, 3) }
  public static var notFound: Code { Code(4, 4) }
  public static var methodNotAllowed: Code { Code(4, 5) }
  public static var notAcceptable: Code { Code(4, 6) }
  public static var preconditionFailed: Code { Code(4, 12) }
  public static var unsupportedContentFormat: Code { Code(4, 15) }
  public static var internalServerError: Code { Code(5, 0) }
  public static var serviceUnavailable: Code { Code(5, 3) }
  public static var proxyingNotSupported: Code { Code(5, 5) }

  public var isRequest: Bool { codeClass == 0 && detail != 0 }
  public var isResponse: Bool { codeClass == 2 || codeClass == 4 || codeClass == 5 }
}
