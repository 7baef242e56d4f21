/// Why no path was found: the first rule that the most promising one broke.
public struct PathFailure: Error, Equatable, Sendable {
  public let rule: PathRule
  /// How far from the end entity, which is 0, the certificate stands that broke it.
  public let certificate: Int

  public init(rule: PathRule, certificate: Int) {
    self.rule = rule
    self.certificate = certificate
  }
}

extension PathFailure: CustomStringConvertible {
  public var description: String {
    "certificate \(certificate) of the path \(rule.description)"
  }
}
