/// Parts of protocols that a small device has no flash for, and no use.
public struct Omissions: OptionSet, Sendable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// It calls, and is never called: no servers.
  public static var servers: Omissions { Omissions(rawValue: 1) }
  /// It speaks the newest version only.
  public static var oldVersions: Omissions { Omissions(rawValue: 2) }
  /// It begins anew each time, and comes back with nothing.
  public static var resumption: Omissions { Omissions(rawValue: 4) }
}

extension CryptoProvider {
  public static var omissions: Omissions { [] }
}
