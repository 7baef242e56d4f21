/// What kind of value follows: the identifier octet (X.690, 8.1.2).
public struct DERTag: Equatable, Sendable {
  public let octet: UInt8

  init(_ octet: UInt8) { self.octet = octet }

  public static var boolean: DERTag { DERTag(0x01) }
  public static var integer: DERTag { DERTag(0x02) }
  public static var bitString: DERTag { DERTag(0x03) }
  public static var octetString: DERTag { DERTag(0x04) }
  public static var null: DERTag { DERTag(0x05) }
  public static var objectIdentifier: DERTag { DERTag(0x06) }
  public static var utf8String: DERTag { DERTag(0x0c) }
  public static var printableString: DERTag { DERTag(0x13) }
  public static var ia5String: DERTag { DERTag(0x16) }
  public static var utcTime: DERTag { DERTag(0x17) }
  public static var generalizedTime: DERTag { DERTag(0x18) }
  public static var sequence: DERTag { DERTag(0x30) }
  public static var set: DERTag { DERTag(0x31) }

  /// `[number] EXPLICIT`: a wrapping of its own; the number is below 31.
  public static func explicit(_ number: UInt8) -> DERTag {
    DERTag(0xa0 | (number & 0x1f))
  }

  /// `[number] IMPLICIT`: stands where a primitive type's own tag would.
  public static func implicit(_ number: UInt8) -> DERTag {
    DERTag(0x80 | (number & 0x1f))
  }
}
