/// What a certificate is for, and so what its key may be used for.
public enum Profile: Equatable, Sendable {
  /// Signs other certificates and lists of revoked ones; at most `pathLength` more
  /// authorities may stand between it and an end entity.
  case authority(pathLength: UInt8)
  /// Proves to a client that it reached one of these names.
  case server([GeneralName])
  /// Proves to a server which device is calling, by the serial number in its subject.
  case device

  func isSatisfied(by subject: Name) -> Bool {
    switch self {
    case .authority: !subject.isEmpty
    case .server(let names): !names.isEmpty
    case .device: !subject.serialNumber.isEmpty
    }
  }

  var keyUsage: KeyUsage {
    switch self {
    case .authority: [.keyCertSign, .cRLSign]
    case .server, .device: .digitalSignature
    }
  }

  /// How much the encoded names can take.
  var bytes: Int {
    guard case .server(let names) = self else { return 0 }
    return names.reduce(0) { $0 + 4 + $1.bytes.count }
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
