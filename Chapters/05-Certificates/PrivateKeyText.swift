import Primitives

extension PrivateKeyInfo {
  /// The first private key in the text of a file. Certificates may stand before it, and
  /// the curve's name, as `openssl ecparam -genkey` writes it: the key names it itself.
  public init(pem text: Span<UInt8>) throws(X509Error) {
    self = try Self.read(Self.der(in: text))
  }

  private static func read(_ der: borrowing Secret) throws(X509Error) -> PrivateKeyInfo
  {
    try PrivateKeyInfo(der: der.bytes)
  }

  private static func der(in text: Span<UInt8>) throws(X509Error) -> Secret {
    var fault = PrivateKeyFault.missing
    do throws(PEMError) {
      var reader = PEMReader(text)
      while let block = try reader.next() {
        guard block.isPrivateKey else { continue }
        guard let refusal = block.refusal else { return try block.secret() }
        fault = refusal
        break
      }
    } catch { fault = .pem(error) }
    throw .privateKey(fault)
  }
}

extension PEMBlock {
  fileprivate var isPrivateKey: Bool {
    label.count >= 11
      && PEMLabel.privateKey == label.extracting((label.count - 11)...)
  }

  /// What can be told without decoding it.
  fileprivate var refusal: PrivateKeyFault? {
    // Proc-Type: 4,ENCRYPTED (RFC 1421, 4.6.1.1): base64 has no colons.
    if hasHeaders || isLabelled(PEMLabel("ENCRYPTED PRIVATE KEY")) { return .encrypted }
    if isLabelled(PEMLabel("RSA PRIVATE KEY")) { return .rsa }
    if isLabelled(.privateKey) || isLabelled(PEMLabel("EC PRIVATE KEY")) { return nil }
    return .otherAlgorithm
  }

  private var hasHeaders: Bool {
    for i in body.indices {
      if body[i] == UInt8(ascii: ":") { return true }
      if body[i] == 0x0a { return false }
    }
    return false
  }
}
