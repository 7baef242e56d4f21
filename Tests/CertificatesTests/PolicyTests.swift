// SPDX-License-Identifier: Apache-2.0
import Certificates
import OpenSSLBackend
import TestSupport
import Testing

/// Certificate policies down a path of four, judged by us and by OpenSSL.
@Suite(.peer("openssl", package: "openssl"))
struct PolicyTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let what: String
    /// The first authority below the root, the second, and the end entity.
    var first: [String] = []
    var second: [String] = []
    var last: [String] = []
    var inputs = PolicyInputs()
    /// The last numbers of the policies that hold, nil being any; or who breaks which rule.
    var holding: [UInt32?] = []
    var failure: PathFailure?

    var testDescription: String { what }
  }

  static let cases: [Case] = [
    Case(what: "nobody speaks of policies"),
    Case(
      what: "nobody speaks of policies, and one is wanted", inputs: inputs(explicit: true),
      failure: none(2)),
    Case(
      what: "the same policy all the way", first: has(1), second: has(1), last: has(1),
      inputs: inputs([1], explicit: true),
      holding: [1]),
    Case(
      what: "another policy is wanted", first: has(1), second: has(1), last: has(1),
      inputs: inputs([2], explicit: true),
      failure: none(0)),
    Case(
      what: "another policy would be welcome, and none must be", first: has(1), second: has(1),
      last: has(1), inputs: inputs([2])),
    Case(
      what: "one of them has another policy", first: has(1), second: has(2), last: has(1),
      inputs: inputs(explicit: true), failure: none(1)),
    Case(
      what: "two in common", first: has(1, 2, 3), second: has(2, 3, 4), last: has(3, 2),
      inputs: inputs(explicit: true), holding: [2, 3]),
    Case(
      what: "any policy down to a policy", first: hasAny, second: hasAny, last: has(1),
      inputs: inputs([1], explicit: true),
      holding: [1]),
    Case(
      what: "any policy all the way", first: hasAny, second: hasAny, last: hasAny,
      inputs: inputs([1, 2], explicit: true),
      holding: [1, 2]),
    Case(
      what: "any policy all the way, and any is wanted", first: hasAny, second: hasAny,
      last: hasAny, inputs: inputs(explicit: true),
      holding: [nil]),
    Case(
      what: "any policy, which is not wanted", first: hasAny, second: hasAny, last: has(1),
      inputs: inputs(explicit: true, inhibitsAny: true), failure: none(2)),
    Case(
      what: "any policy below an authority that forbids it",
      first: has(1) + ["inhibitAnyPolicy=critical,0"], second: hasAny, last: has(1),
      inputs: inputs(explicit: true), failure: none(1)),
    Case(
      what: "any policy one step before it is forbidden",
      first: has(1) + ["inhibitAnyPolicy=critical,1"], second: hasAny, last: has(1),
      inputs: inputs(explicit: true), holding: [1]),
    Case(
      what: "a policy that is called otherwise below", first: has(1) + maps((1, 2)),
      second: has(2), last: has(2), inputs: inputs([1], explicit: true), holding: [1]),
    Case(
      what: "the name that it has below is not the root's", first: has(1) + maps((1, 2)),
      second: has(2), last: has(2), inputs: inputs([2], explicit: true), failure: none(0)),
    Case(
      what: "two that are called the same below", first: has(1, 2) + maps((1, 3), (2, 3)),
      second: has(3), last: has(3), inputs: inputs(explicit: true), holding: [1, 2]),
    Case(
      what: "one that is called by two names below", first: has(1) + maps((1, 2), (1, 3)),
      second: has(2, 3) + maps((2, 4), (3, 5)), last: has(5), inputs: inputs(explicit: true),
      holding: [1]),
    Case(
      what: "one by its name out of any", first: hasAny + maps((1, 2)), second: has(2),
      last: has(2), inputs: inputs(explicit: true),
      holding: [1]),
    Case(
      what: "nobody may translate", first: has(1) + maps((1, 2)), second: has(2), last: has(2),
      inputs: inputs(explicit: true, inhibitsMapping: true), failure: none(1)),
    Case(
      what: "an authority below which nobody may translate",
      first: has(1) + ["policyConstraints=critical,inhibitPolicyMapping:0"],
      second: has(1) + maps((1, 2)), last: has(2), inputs: inputs(explicit: true), failure: none(0)),
    Case(
      what: "any policy is mapped", first: hasAny + mapsAny, second: has(1), last: has(1),
      failure: PathFailure(rule: .anyPolicyMapped, certificate: 2)),
    Case(
      what: "an authority that wants a policy, and nobody has one",
      first: has(1) + ["policyConstraints=critical,requireExplicitPolicy:0"],
      failure: none(1)),
    Case(
      what: "an authority that wants a policy of the end entity",
      first: has(1) + ["policyConstraints=critical,requireExplicitPolicy:1"], second: has(1),
      last: has(2), failure: none(0)),
    Case(
      what: "an authority that wants a policy of whoever comes later",
      first: has(1) + ["policyConstraints=critical,requireExplicitPolicy:3"], second: has(1),
      last: has(2)),
  ]

  //= rfc5280#4.2.1.5
  //# Policies MUST NOT be mapped either to or from the
  //# special value anyPolicy (Section 4.2.1.4).
  @Test(arguments: cases)
  func aPath(_ given: Case) throws {
    let authority = try OpenSSLAuthority()
    let root = try authority.authority("root")
    let first = try authority.authority("first", by: "root", given.first)
    let second = try authority.authority("second", by: "first", given.second)
    let last = try authority.endEntity("last", by: "second", given.last)
    var policy = PathPolicy(time: last.validity.notBefore, purpose: .server)
    policy.policies = given.inputs
    let wanted = try given.holding.map {
      try $0.map(Self.identifier) ?? PolicyIdentifier.anyPolicy
    }
    do throws(PathFailure) {
      let path = try ValidatedPath(
        from: last, through: [first, second], to: [root], policy: policy,
        using: OpenSSLCrypto.self)
      #expect(given.failure == nil)
      #expect(
        path.policies.map(\.description).sorted() == wanted.map(\.description).sorted())
    } catch { #expect(error == given.failure) }
    let theirs = try authority.complaint(
      "last", through: ["first", "second"], to: "root", given.inputs.options)
    #expect((theirs == nil) == (given.failure == nil), "\(theirs ?? "accepted")")
  }

  /// Each authority calls each of two policies by both names, so that a tree of policies doubles
  /// with every step (CVE-2023-0464). The graph does not.
  @Test func aTreeThatWouldDouble() throws {
    let authority = try OpenSSLAuthority()
    let root = try authority.authority("root")
    var others: [Certificate] = []
    var above = "root"
    for step in 0..<12 {
      others.append(
        try authority.authority(
          "step\(step)", by: above,
          Self.has(1, 2) + Self.maps((1, 1), (1, 2), (2, 1), (2, 2))))
      above = "step\(step)"
    }
    let last = try authority.endEntity("last", by: above, Self.has(1, 2))
    var policy = PathPolicy(time: last.validity.notBefore, purpose: .server)
    policy.maximumLength = 14
    policy.policies.isExplicit = true
    let path = try ValidatedPath(
      from: last, through: others, to: [root], policy: policy, using: OpenSSLCrypto.self)
    #expect(try path.policies == [Self.identifier(1), Self.identifier(2)])
  }

  /// Each authority adds 63 policies to any policy, and passes on all that it was given.
  @Test func aGraphThatIsTooLarge() throws {
    let authority = try OpenSSLAuthority()
    let root = try authority.authority("root")
    var others: [Certificate] = []
    var above = "root"
    for step in 0..<3 as Range<UInt32> {
      let many = (0..<63 as Range<UInt32>).map { Self.id(100 * step + $0 + 1) }
      others.append(
        try authority.authority(
          "step\(step)", by: above,
          ["certificatePolicies=2.5.29.32.0,\(many.joined(separator: ","))"]))
      above = "step\(step)"
    }
    let last = try authority.endEntity("last", by: above, Self.hasAny)
    let policy = PathPolicy(time: last.validity.notBefore, purpose: .server)
    let error = #expect(throws: PathFailure.self) {
      try ValidatedPath(
        from: last, through: others, to: [root], policy: policy, using: OpenSSLCrypto.self)
    }
    #expect(error == PathFailure(rule: .tooManyPolicies, certificate: 1))
  }

  @Test func identifiersAreWrittenWithDots() throws {
    #expect(PolicyIdentifier.anyPolicy.description == "2.5.29.32.0")
    #expect(try PolicyIdentifier([1, 2, 840, 113549]).description == "1.2.840.113549")
    #expect(try PolicyIdentifier([2, 999, 3]).description == "2.999.3")
    let huge = [0x2a] + [UInt8](repeating: 0xff, count: 30) + [0x01]
    #expect(PolicyIdentifier(huge.span).description == "an identifier with a huge number")
  }

  private static func id(_ number: UInt32) -> String { "1.3.6.1.4.1.32473.\(number)" }

  private static func identifier(_ number: UInt32) throws -> PolicyIdentifier {
    try PolicyIdentifier(OID(arcs: [1, 3, 6, 1, 4, 1, 32473, number]))
  }

  private static func has(_ numbers: UInt32...) -> [String] {
    ["certificatePolicies=\(numbers.map(id).joined(separator: ","))"]
  }

  private static let hasAny = ["certificatePolicies=2.5.29.32.0"]

  private static func maps(_ pairs: (UInt32, UInt32)...) -> [String] {
    ["policyMappings=critical,\(pairs.map { "\(id($0)):\(id($1))" }.joined(separator: ","))"]
  }

  /// OpenSSL does not write it, so here is the DER: anyPolicy is called 1.2.3.
  private static let mapsAny = [
    "2.5.29.33=critical,DER:30:0c:30:0a:06:04:55:1d:20:00:06:02:2a:03"
  ]

  private static func inputs(
    _ wanted: [UInt32]? = nil, explicit: Bool = false, inhibitsMapping: Bool = false,
    inhibitsAny: Bool = false
  ) -> PolicyInputs {
    var inputs = PolicyInputs()
    if let wanted { inputs.accepted = wanted.compactMap { try? identifier($0) } }
    inputs.isExplicit = explicit
    inputs.inhibitsMapping = inhibitsMapping
    inputs.inhibitsAnyPolicy = inhibitsAny
    return inputs
  }

  private static func none(_ certificate: Int) -> PathFailure {
    PathFailure(rule: .noValidPolicy, certificate: certificate)
  }
}

/// What is no policy extension is not read, and what is critical and not understood is refused.
struct PolicyReadingTests {
  //= rfc5280#4.2.1.4
  //# A certificate policy OID MUST NOT appear more than once in a
  //# certificate policies extension.
  @Test(arguments: [
    ("20", "3000"), ("20", "3006 3004 06022a03 00"), ("20", "3004 3002 0500"),
    ("20", "300c 3004 06022a03 3004 06022a03"), ("20", "3008 3006 06022a03 3000"),
    ("21", "3000"), ("21", "3006 3004 06022a03"), ("24", "3000"), ("24", "3003 020100"),
    ("24", "3006 810100 800100"), ("24", "3003 8001ff"), ("36", "0201ff"), ("36", "3000"),
    ("36", "0205 0100000000"),
  ])
  func whatIsNoPolicyIsNotRead(_ id: String, _ der: String) {
    #expect(throws: DERError.self) { try certificate(id, hex(der), critical: false) }
  }

  @Test func whatIsReadIsWhatWasWritten() throws {
    let policies = try certificate("20", hex("300c 3004 06022a03 3004 06022a04"))
    #expect(policies.policies?.map(\.description) == ["1.2.3", "1.2.4"])
    let constraints = try certificate("24", hex("3006 800101 810102"))
    #expect(constraints.extensions.policyConstraints?.requireExplicitPolicy == 1)
    #expect(constraints.extensions.policyConstraints?.inhibitPolicyMapping == 2)
    #expect(try certificate("36", hex("020103")).extensions.inhibitAnyPolicy == 3)
    #expect(try Certificate(der: Parts().der).policies == nil)
  }

  @Test func sixtyFourPoliciesAndNoMore() throws {
    for (count, isRead) in [(64, true), (65, false)] {
      let list = (1...count).flatMap { tlv(0x30, tlv(0x06, [0x2a, UInt8($0)])) }
      let der = tlv(0x30, list)
      let pairs = (1...count).flatMap { tlv(0x30, hex("06012a"), tlv(0x06, [0x2a, UInt8($0)])) }
      if isRead {
        #expect(try certificate("20", der).policies?.count == 64)
        _ = try certificate("21", tlv(0x30, pairs))
      } else {
        #expect(throws: DERError.self) { try certificate("20", der) }
        #expect(throws: DERError.self) { try certificate("21", tlv(0x30, pairs)) }
      }
    }
  }

  //= rfc5280#4.2.1.4
  //# If this extension is critical, the path validation software MUST be
  //# able to interpret this extension (including the optional qualifier),
  //# or MUST reject the certificate.
  @Test func aQualifierThatIsNotKnown() throws {
    let unknown = policy(qualifier: hex("06022a04 0500"))
    let practice = policy(qualifier: hex("06082b06010505070201 1603 613a62"))
    let notice = policy(qualifier: hex("06082b06010505070202 3000"))
    #expect(try certificate("20", unknown).extensions.hasUnknownCritical)
    #expect(try !certificate("20", unknown, critical: false).extensions.hasUnknownCritical)
    #expect(try !certificate("20", practice).extensions.hasUnknownCritical)
    #expect(try !certificate("20", notice).extensions.hasUnknownCritical)
  }

  private func policy(qualifier: [UInt8]) -> [UInt8] {
    tlv(0x30, tlv(0x30, hex("06022a03"), tlv(0x30, tlv(0x30, qualifier))))
  }

  private func certificate(
    _ id: String, _ der: [UInt8], critical: Bool = true
  ) throws -> Certificate {
    var parts = Parts()
    parts.extensions = [
      tlv(0x30, hex("0603551d\(id)"), critical ? hex("0101ff") : [], tlv(0x04, der))
    ]
    return try Certificate(der: parts.der)
  }
}

extension PolicyInputs {
  /// As `openssl verify` wants to be told.
  var options: [String] {
    var options = ["-policy_check"] + accepted.flatMap { ["-policy", $0.description] }
    if isExplicit { options.append("-explicit_policy") }
    if inhibitsMapping { options.append("-inhibit_map") }
    if inhibitsAnyPolicy { options.append("-inhibit_any") }
    return options
  }
}
