import Primitives
import Wire

/// By which hash a question calls an issuer.
public enum NameHash: Sendable {
  /// What most responders of the internet know (RFC 5019, 2.1.1).
  case sha1
  case sha256
}

/// An issuer as questions call it.
struct IssuerHashes {
  let hash: NameHash
  let name: [UInt8]
  let key: [UInt8]

  init<Crypto: CryptoProvider>(
    of issuer: Certificate, _ hash: NameHash, using crypto: Crypto.Type
  ) throws(CryptoError) {
    self.hash = hash
    name = try hash.digest(of: issuer.subject, using: crypto)
    key = try hash.digest(of: issuer.publicKey, using: crypto)
  }
}

extension NameHash {
  fileprivate func digest<Crypto: CryptoProvider>(
    of message: Span<UInt8>, using crypto: Crypto.Type
  ) throws(CryptoError) -> [UInt8] {
    switch self {
    case .sha1:
      let digest = sha1Name(of: message)
      return digest.indices.map { digest[$0] }
    case .sha256:
      return try [UInt8](capacity: 32) { out throws(CryptoError) in
        var hash = try Crypto.SHA256()
        try hash.update(message)
        try hash.finish(into: &out)
      }
    }
  }
}

/// Which certificate a question or an answer is about.
public struct CertificateID: ~Escapable {
  /// `nil` for one that this book does not know.
  public let hash: NameHash?
  let issuerNameHash: Span<UInt8>
  let issuerKeyHash: Span<UInt8>
  /// The digits, big-endian, without a sign.
  public let serialNumber: Span<UInt8>
  /// All of it, in DER.
  let bytes: Span<UInt8>

  @_lifetime(copy bytes)
  fileprivate init(
    hash: NameHash?, name: Range<Int>, key: Range<Int>, serial: Range<Int>,
    bytes: Span<UInt8>
  ) {
    self.hash = hash
    issuerNameHash = bytes.extracting(name)
    issuerKeyHash = bytes.extracting(key)
    serialNumber = bytes.extracting(serial)
    self.bytes = bytes
  }

  func isIssued(by issuer: IssuerHashes) -> Bool {
    hash == issuer.hash && isEqual(issuerNameHash, issuer.name.span)
      && isEqual(issuerKeyHash, issuer.key.span)
  }
}

extension DERReader {
  /// CertID ::= SEQUENCE {
  ///     hashAlgorithm       AlgorithmIdentifier,
  ///     issuerNameHash      OCTET STRING, -- Hash of issuer's DN
  ///     issuerKeyHash       OCTET STRING, -- Hash of issuer's public key
  ///     serialNumber        CertificateSerialNumber }
  @_lifetime(copy self)
  mutating func certificateID() throws(DERError) -> CertificateID {
    let whole = try read(.sequence, "CertID")
    // Counted from where it begins.
    var outer = DERReader(whole.bytes)
    let element = try outer.read(.sequence, "CertID")
    var inside = DERReader(element)
    let hash = try inside.nameHash()
    let name = try inside.read(.octetString, "issuerNameHash").contentRange
    let key = try inside.read(.octetString, "issuerKeyHash").contentRange
    let digits = try inside.integer("serialNumber").count
    let end = inside.offset
    try inside.end("CertID")
    return CertificateID(
      hash: hash, name: name, key: key, serial: end - digits..<end, bytes: whole.bytes)
  }

  /// AlgorithmIdentifier, whose parameters are NULL, or absent.
  private mutating func nameHash() throws(DERError) -> NameHash? {
    try sequence("hashAlgorithm") { reader throws(DERError) in
      let id = OIDCode(try reader.objectIdentifier("algorithm"))
      if !reader.isEmpty { _ = try reader.any("parameters") }
      switch id.value {
      case 0x1_2b0e_0302_1a: return .sha1
      case 0x1_6086_4801_6503_0402_01: return .sha256
      default: return nil
      }
    }
  }
}

extension OutputSpan where Element == UInt8 {
  mutating func certificateID(
    of serialNumber: Span<UInt8>, _ issuer: IssuerHashes
  ) throws(WireError) {
    try sequence("CertID") { out throws(WireError) in
      try out.sequence("hashAlgorithm") { out throws(WireError) in
        switch issuer.hash {
        case .sha1: try out.objectIdentifier([1, 3, 14, 3, 2, 26], "id-sha1")
        case .sha256:
          try out.objectIdentifier([2, 16, 840, 1, 101, 3, 4, 2, 1], "id-sha256")
        }
        try out.header(.null, length: 0, "parameters")
      }
      try out.octetString(issuer.name.span, "issuerNameHash")
      try out.octetString(issuer.key.span, "issuerKeyHash")
      try out.integer(serialNumber, "serialNumber")
    }
  }
}
