import Wire

extension DERReader {
  /// AuthorityInfoAccessSyntax  ::=
  ///         SEQUENCE SIZE (1..MAX) OF AccessDescription
  ///
  /// Where they stand, when each has its form.
  mutating func accessDescriptions() throws(DERError) -> Range<Int> {
    let start = offset
    try list("AuthorityInfoAccessSyntax") { reader throws(DERError) in
      _ = try reader.accessDescription()
    }
    return start..<offset
  }

  /// AccessDescription  ::=  SEQUENCE {
  ///         accessMethod          OBJECT IDENTIFIER,
  ///         accessLocation        GeneralName  }
  ///
  /// Where a responder is to be found, if that is what it says.
  @_lifetime(copy self)
  fileprivate mutating func accessDescription() throws(DERError) -> Span<UInt8>? {
    let whole = try read(.sequence, "AccessDescription")
    var inside = DERReader(whole)
    let method = OIDCode(try inside.objectIdentifier("accessMethod"))
    let location = try inside.any("accessLocation")
    try inside.end("AccessDescription")
    guard method.value == 0x1_2b06_0105_0507_3001, location.tag == .implicit(6) else {
      return nil
    }
    return location.content
  }
}

extension Certificate {
  /// CRLDistributionPoints in DER; `nil` if the extension is absent.
  public var distributionPoints: Span<UInt8>? {
    @_lifetime(borrow self) borrowing get {
      guard let place = extensions.distributionPoints else { return nil }
      return place.span(in: der)
    }
  }

  /// The URI of the first responder that can be asked about it.
  public var responder: Span<UInt8>? {
    @_lifetime(borrow self) borrowing get {
      guard let place = extensions.authorityInfoAccess else { return nil }
      var outer = DERReader(place.span(in: der))
      do throws(DERError) {
        let list = try outer.read(.sequence, "AuthorityInfoAccessSyntax")
        var reader = DERReader(list)
        while !reader.isEmpty {
          if let uri = try reader.accessDescription() { return uri }
        }
        return nil
      } catch { return nil }
    }
  }

  /// The URI of the first list that it would be on.
  public var revocationList: Span<UInt8>? {
    @_lifetime(borrow self) borrowing get {
      guard let points = distributionPoints else { return nil }
      var outer = DERReader(points)
      do throws(DERError) {
        let list = try outer.read(.sequence, "CRLDistributionPoints")
        var reader = DERReader(list)
        while !reader.isEmpty {
          let point = try reader.distributionPoint()
          guard let choice = point.name else { continue }
          var inside = DERReader(choice)
          let names = try inside.any("DistributionPointName")
          var each = DERReader(names)
          while !each.isEmpty {
            let name = try each.any("GeneralName")
            if name.tag == .implicit(6) { return name.content }
          }
        }
        return nil
      } catch { return nil }
    }
  }
}
