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
  /// Its configuration was checked where it was written: in the factory.
  public static var checks: Omissions { Omissions(rawValue: 8) }
  /// It says which rule was broken, and spares the words.
  public static var sentences: Omissions { Omissions(rawValue: 16) }
  /// It asks nobody whether a certificate was revoked: those that it meets do not live long.
  public static var revocation: Omissions { Omissions(rawValue: 32) }
}

extension CryptoProvider {
  public static var omissions: Omissions { [] }
}
