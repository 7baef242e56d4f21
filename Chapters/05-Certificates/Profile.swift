/// What a certificate is for, and so what its key may be used for.
public enum Profile: Equatable, Sendable {
  /// Signs other certificates and lists of revoked ones; at most `pathLength` more
  /// authorities may stand between it and an end entity.
  case authority(pathLength: UInt8)
  /// The same, and it vouches for names within these bounds only.
  case confinedAuthority(pathLength: UInt8, NameConstraints)
  /// Proves to a client that it reached one of these names.
  case server([GeneralName])
  /// Proves to a server which program or person is calling, by its common name.
  case client
  /// Proves to a server which device is calling, by the serial number in its subject.
  case device
  /// A device's identity from its maker, which has no end (IEEE 802.1AR, IDevID).
  case initialDevice(HardwareModuleName)
  /// A device's identity from its owner, which has one (IEEE 802.1AR, LDevID).
  case localDevice(HardwareModuleName)
  /// Answers for its issuer which certificates are revoked.
  case ocspResponder

  func isSatisfied(by subject: Name) -> Bool {
    switch self {
    case .authority, .confinedAuthority, .ocspResponder: !subject.isEmpty
    case .server(let names): !names.isEmpty
    case .client: !subject.commonName.isEmpty && subject.serialNumber.isEmpty
    case .device, .initialDevice, .localDevice: !subject.serialNumber.isEmpty
    }
  }

  /// Whether it may end when it does.
  func isSatisfied(by validity: Validity) -> Bool {
    switch self {
    case .initialDevice: validity.notAfter == .noExpiry
    case .localDevice: validity.notAfter < .noExpiry
    default: true
    }
  }

  var isAuthority: Bool { pathLength != nil }

  var pathLength: UInt8? {
    switch self {
    case .authority(let length), .confinedAuthority(let length, _): length
    default: nil
    }
  }

  var keyUsage: KeyUsage {
    isAuthority ? [.keyCertSign, .cRLSign] : .digitalSignature
  }

  /// KeyPurposeId ::= OBJECT IDENTIFIER
  ///
  /// One of id-kp (RFC 5280, 4.2.1.12); an authority has none.
  var purpose: OID? {
    switch self {
    case .authority, .confinedAuthority: nil
    case .server: [1, 3, 6, 1, 5, 5, 7, 3, 1]  // id-kp-serverAuth
    case .client, .device, .initialDevice, .localDevice:
      [1, 3, 6, 1, 5, 5, 7, 3, 2]  // id-kp-clientAuth
    case .ocspResponder: [1, 3, 6, 1, 5, 5, 7, 3, 9]  // id-kp-OCSPSigning
    }
  }

  /// How much the encoded names can take.
  var bytes: Int {
    switch self {
    case .server(let names): names.reduce(0) { $0 + 4 + $1.bytes.count }
    case .confinedAuthority(_, let constraints): constraints.bytes
    case .initialDevice(let name), .localDevice(let name): name.bytes
    default: 0
    }
  }
}

/// KeyUsage ::= BIT STRING {
///      digitalSignature        (0),
///      nonRepudiation          (1),
///      keyEncipherment         (2),
///      dataEncipherment        (3),
///      keyAgreement            (4),
///      keyCertSign             (5),
///      cRLSign                 (6),
///      encipherOnly            (7),
///      decipherOnly            (8) }
public struct KeyUsage: OptionSet, Sendable {
  public let rawValue: UInt16

  public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static var digitalSignature: KeyUsage { KeyUsage(rawValue: 0x8000 >> 0) }
  public static var keyCertSign: KeyUsage { KeyUsage(rawValue: 0x8000 >> 5) }
  public static var cRLSign: KeyUsage { KeyUsage(rawValue: 0x8000 >> 6) }
}

/// A name that a server goes by.
public enum GeneralName: Equatable, Sendable {
  /// A host name in ASCII, without wildcards.
  case dns([UInt8])
  /// An address: 4 or 16 bytes.
  case ip([UInt8])

  var bytes: [UInt8] {
    switch self {
    case .dns(let bytes), .ip(let bytes): bytes
    }
  }
}
