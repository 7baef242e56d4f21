extension PathStep: CustomStringConvertible {
  public var description: String {
    switch self {
    case .endEntity(let certificate, let failure):
      "certificate 0 '\(certificate.subjectText)' as end entity: \(verdict(failure))"
    case .issuer(let certificate, of: let subject, at: let place, refused: let failure):
      """
      certificate \(place) '\(certificate.subjectText)' tried as issuer of \
      '\(subject.subjectText)': \(verdict(failure))
      """
    case .loop(let certificate, at: let place):
      """
      certificate \(place) '\(certificate.subjectText)' tried as issuer: \
      passed over, it is on the path already
      """
    case .root(let certificate, at: let place, refused: let failure):
      "certificate \(place) '\(certificate.subjectText)' is trusted: \(verdict(failure))"
    case .deadEnd(let certificate, because: let failure):
      """
      certificate \(failure.certificate) '\(certificate.subjectText)': \
      no way further up: \(failure.description)
      """
    }
  }
}

private func verdict(_ failure: PathFailure?) -> String {
  guard let failure else { return "accepted" }
  return "refused: \(failure.description)"
}
