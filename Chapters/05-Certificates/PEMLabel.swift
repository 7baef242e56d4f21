/// What a block of PEM says that it holds.
public struct PEMLabel: Sendable {
  let text: StaticString

  init(_ text: StaticString) { self.text = text }

  public static var certificate: PEMLabel { PEMLabel("CERTIFICATE") }
  public static var revocationList: PEMLabel { PEMLabel("X509 CRL") }
  public static var privateKey: PEMLabel { PEMLabel("PRIVATE KEY") }
  public static var publicKey: PEMLabel { PEMLabel("PUBLIC KEY") }
  public static var certificateRequest: PEMLabel { PEMLabel("CERTIFICATE REQUEST") }

  var count: Int { text.utf8CodeUnitCount }

  static func == (label: PEMLabel, text: Span<UInt8>) -> Bool {
    guard label.count == text.count else { return false }
    for i in text.indices where text[i] != label.text.utf8Start[i] { return false }
    return true
  }

  /// How long the text of so many bytes of DER is.
  func textLength(_ bytes: Int) -> Int {
    let characters = (bytes + 2) / 3 * 4
    let lines = (characters + 63) / 64
    return characters + lines + 2 * count + 32
  }
}
