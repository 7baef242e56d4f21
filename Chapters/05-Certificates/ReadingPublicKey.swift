import Wire

extension SubjectPublicKeyInfo {
  /// Reads a key that stands alone.
  public init(der: [UInt8]) throws(DERError) {
    guard der.count <= Certificate.maximumLength else {
      throw DERError(.lengthTooLong, "SubjectPublicKeyInfo", at: 0)
    }
    let read = try DERReader.all(der.span, "SubjectPublicKeyInfo") {
      reader throws(DERError) in
      try reader.subjectPublicKeyInfo()
    }
    self.init(der: der, algorithm: read.algorithm, key: read.key)
  }
}

extension PEMReader {
  /// The DER of every request in the text. Some programs put NEW before the label, and
  /// mean the same (RFC 7468, 7).
  public static func requests(
    in text: Span<UInt8>
  ) throws(PEMError) -> [[UInt8]] {
    var reader = PEMReader(text)
    var requests: [[UInt8]] = []
    while let block = try reader.next() {
      if block.isLabelled(.certificateRequest)
        || block.isLabelled(PEMLabel("NEW CERTIFICATE REQUEST"))
      {
        requests.append(try block.bytes())
      }
    }
    return requests
  }
}
