/// What an option is about (RFC 7252, 5.10 and 12.2).
public struct OptionNumber: RawRepresentable, Comparable, Sendable {
  public let rawValue: UInt16

  public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static var ifMatch: OptionNumber { OptionNumber(rawValue: 1) }
  public static var uriHost: OptionNumber { OptionNumber(rawValue: 3) }
  public static var etag: OptionNumber { OptionNumber(rawValue: 4) }
  public static var ifNoneMatch: OptionNumber { OptionNumber(rawValue: 5) }
  /// RFC 7641. This edition knows its name, not its meaning.
  public static var observe: OptionNumber { OptionNumber(rawValue: 6) }
  public static var uriPort: OptionNumber { OptionNumber(rawValue: 7) }
  public static var locationPath: OptionNumber { OptionNumber(rawValue: 8) }
  public static var uriPath: OptionNumber { OptionNumber(rawValue: 11) }
  public static var contentFormat: OptionNumber { OptionNumber(rawValue: 12) }
  public static var maxAge: OptionNumber { OptionNumber(rawValue: 14) }
  public static var uriQuery: OptionNumber { OptionNumber(rawValue: 15) }
  public static var accept: OptionNumber { OptionNumber(rawValue: 17) }
  public static var locationQuery: OptionNumber { OptionNumber(rawValue: 20) }
  public static var proxyURI: OptionNumber { OptionNumber(rawValue: 35) }
  public static var proxyScheme: OptionNumber { OptionNumber(rawValue: 39) }
  public static var size1: OptionNumber { OptionNumber(rawValue: 60) }
  /// RFC 9175, 2.
  public static var echo: OptionNumber { OptionNumber(rawValue: 252) }

  public static func < (a: OptionNumber, b: OptionNumber) -> Bool {
    a.rawValue < b.rawValue
  }

  /// Whether a peer must not go on without understanding it (5.4.1).
  public var isCritical: Bool { rawValue & 1 == 1 }

  /// How long its value may be, and whether it may come more than once;
  /// `nil` for what this edition does not understand.
  var definition: (length: ClosedRange<Int>, isRepeatable: Bool)? {
    switch self {
    case .ifMatch: (0...8, true)
    case .uriHost: (1...255, false)
    case .etag: (1...8, true)
    case .ifNoneMatch: (0...0, false)
    case .uriPort, .contentFormat, .accept: (0...2, false)
    case .locationPath, .uriPath, .uriQuery, .locationQuery: (0...255, true)
    case .maxAge, .size1: (0...4, false)
    case .proxyURI: (1...1034, false)
    case .proxyScheme: (1...255, false)
    case .echo: (1...40, false)
    default: nil
    }
  }
}
