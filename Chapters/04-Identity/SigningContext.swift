import Primitives

/// What a signature is for, in the first bytes of what is signed. No statement of one kind
/// begins like one of another kind, so that none can be shown in another's place.
enum SigningContext {
  case challenge, attestation, endorsement

  /// Of the form of the bytes that follow.
  static var version: UInt8 { 1 }

  var text: StaticString {
    switch self {
    case .challenge: "Things That Keep Secrets: challenge"
    case .attestation: "Things That Keep Secrets: attestation"
    case .endorsement: "Things That Keep Secrets: endorsement"
    }
  }

  /// Of the text, a zero byte and the version.
  var length: Int { text.utf8CodeUnitCount &+ 2 }

  /// The caller has made sure of the room.
  func append(to out: inout OutputSpan<UInt8>) {
    out.append(text)
    out.append(0)
    out.append(Self.version)
  }
}

/// Whether `message` begins as only this chapter's own statements may. Whoever signs what
/// others bring, a file for instance, must refuse it.
public func isReservedForStatements(_ message: Span<UInt8>) -> Bool {
  let beginning: StaticString = "Things That Keep Secrets: "
  guard message.count >= beginning.utf8CodeUnitCount else { return false }
  for i in 0..<beginning.utf8CodeUnitCount
  where message[i] != beginning.utf8Start[i] { return false }
  return true
}
