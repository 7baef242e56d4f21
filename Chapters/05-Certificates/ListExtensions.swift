import Wire

/// What a list of version 2 says besides, and what its entries say together.
public struct ListExtensions: Sendable {
  var number: FarPlace?
  var authorityKeyIdentifier: FarPlace?
  /// Only changes since another list.
  public internal(set) var isDelta = false
  /// Has entries for certificates of other issuers, or may have them.
  public internal(set) var isIndirect = false
  public internal(set) var distribution: IssuingDistributionPoint?
  /// A critical one that this book does not know, of the list or of an entry.
  public internal(set) var hasUnknownCritical = false

  mutating func add(_ entries: EntryNotes) {
    if entries.hasOtherIssuers { isIndirect = true }
    if entries.hasUnknownCritical { hasUnknownCritical = true }
  }
}

/// IssuingDistributionPoint ::= SEQUENCE {
///      distributionPoint          [0] DistributionPointName OPTIONAL,
///      onlyContainsUserCerts      [1] BOOLEAN DEFAULT FALSE,
///      onlyContainsCACerts        [2] BOOLEAN DEFAULT FALSE,
///      onlySomeReasons            [3] ReasonFlags OPTIONAL,
///      indirectCRL                [4] BOOLEAN DEFAULT FALSE,
///      onlyContainsAttributeCerts [5] BOOLEAN DEFAULT FALSE }
public struct IssuingDistributionPoint: Sendable {
  var name: FarPlace?
  public var onlyContainsUserCerts = false
  public var onlyContainsCACerts = false
  public var onlySomeReasons: ReasonFlags?
  public var indirectCRL = false
  public var onlyContainsAttributeCerts = false
}

extension DERReader {
  mutating func listExtensions() throws(DERError) -> ListExtensions {
    var extensions = ListExtensions()
    let unknown = try eachExtension { id, value throws(DERError) in
      switch id.value {
      case 0x1_551d14: extensions.number = try value.listNumber("CRLNumber")
      case 0x1_551d1b:
        _ = try value.listNumber("BaseCRLNumber")
        extensions.isDelta = true
      case 0x1_551d1c:
        let point = try value.issuingDistributionPoint()
        extensions.distribution = point
        if point.indirectCRL { extensions.isIndirect = true }
      case 0x1_551d23:
        if let range = try value.keyIdentifierOfAuthority() {
          extensions.authorityKeyIdentifier = FarPlace(range)
        }
      default: return false
      }
      return true
    }
    if unknown { extensions.hasUnknownCritical = true }
    return extensions
  }

  /// CRLNumber ::= INTEGER (0..MAX)
  //= rfc5280#5.2.3
  //# CRL verifiers MUST be able to handle CRLNumber values
  //# up to 20 octets.
  private mutating func listNumber(_ field: FieldName) throws(DERError) -> FarPlace {
    let before = self
    let digits = try integer(field).count
    guard digits <= 20 else { throw before.error(.value, field) }
    return FarPlace(offset - digits..<offset)
  }

  private mutating func issuingDistributionPoint()
    throws(DERError) -> IssuingDistributionPoint
  {
    let field: FieldName = "IssuingDistributionPoint"
    return try sequence(field) { reader throws(DERError) in
      guard !reader.isEmpty else { throw reader.error(.empty, field) }
      var point = IssuingDistributionPoint()
      point.name = try reader.distributionPointName().map { FarPlace($0) }
      point.onlyContainsUserCerts = try reader.flag(1, "onlyContainsUserCerts")
      point.onlyContainsCACerts = try reader.flag(2, "onlyContainsCACerts")
      point.onlySomeReasons = try reader.reasonFlags(3, "onlySomeReasons")
      point.indirectCRL = try reader.flag(4, "indirectCRL")
      point.onlyContainsAttributeCerts = try reader.flag(
        5, "onlyContainsAttributeCerts")
      return point
    }
  }

  /// `[number] BOOLEAN DEFAULT FALSE`.
  private mutating func flag(
    _ number: UInt8, _ field: FieldName
  ) throws(DERError) -> Bool {
    guard let flag = try readIfPresent(.implicit(number), field) else { return false }
    guard flag.content.count == 1, flag.content[0] == 0xff else {
      throw flag.error(.value, field)
    }
    return true
  }
}
