import Wire

/// What certificates for things are held to.
public enum LintProfile: Equatable, Sendable {
  /// TLS and DTLS 1.2 for things (RFC 7925).
  case rfc7925
  /// The same for 1.3 (draft-ietf-uta-tls13-iot-profile).
  case tls13IoT
  /// A device's first identity, from its maker (IEEE 802.1AR-2018): an IDevID.
  case ieee8021AR
}

/// How much a finding weighs.
public enum LintSeverity: Comparable, Sendable {
  /// Only bytes are wasted.
  case hint
  case should
  case must
}

/// Something in a certificate that a profile would have otherwise.
public struct LintFinding: Sendable {
  public let rule: LintRule
  public let severity: LintSeverity
  public let field: FieldName
  /// Where it stands: bytes from the certificate's start.
  public let place: Range<Int>
  /// Where the rule can be read.
  public let section: StaticString
  /// How many bytes shorter the certificate would be. What has to be added does not
  /// count.
  public let saving: Int
  let edits: LintEdits
}

/// What mends a finding: some parts of the certificate become shorter, or go away.
/// None takes more than three.
struct LintEdits: Sendable {
  private(set) var count = 0
  private var all = InlineArray<3, LintEdit>(repeating: LintEdit(0..<0, becomes: 0))

  static var none: LintEdits { LintEdits() }

  static func remove(_ range: Range<Int>) -> LintEdits { replace(range, by: 0) }

  static func replace(_ range: Range<Int>, by count: Int) -> LintEdits {
    LintEdits().and(range, by: count)
  }

  func and(_ range: Range<Int>, by count: Int) -> LintEdits {
    guard self.count < 3 else { return self }
    var edits = self
    edits.all[self.count] = LintEdit(range, becomes: count)
    edits.count += 1
    return edits
  }

  subscript(i: Int) -> LintEdit { all[i] }
}

/// These bytes of the certificate would be so many.
struct LintEdit: Equatable, Sendable {
  var range: Range<Int>
  var count: Int

  init(_ range: Range<Int>, becomes count: Int) {
    self.range = range
    self.count = count
  }
}
