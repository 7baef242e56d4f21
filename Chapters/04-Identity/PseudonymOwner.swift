import Primitives

/// The owner of many devices: one secret, from which each device's own is made, so that no
/// list of secrets need be kept.
public struct PseudonymOwner<Crypto: CryptoProvider>: ~Copyable {
  private let extracted: Secret

  /// 32 bytes at least, all of them unpredictable.
  public init(_ secret: borrowing Secret) throws(CryptoError) {
    guard secret.count >= 32 else { throw .wrongKeyLength(secret.count) }
    extracted = try Crypto.HKDFSHA256.extract(salt: Span(), keyMaterial: secret.bytes)
  }

  /// What the device is given when it is enrolled. From one device's nobody finds another's.
  public func deviceSecret(for serial: DeviceSerial) throws(CryptoError) -> Secret {
    let purpose: StaticString = "Things That Keep Secrets: pseudonym secret"
    let length = purpose.utf8CodeUnitCount &+ 2 &+ serial.bytes.count
    let info = [UInt8](capacity: length) { out in
      out.append(purpose)
      out.append(0)
      out.append(1)
      out.append(serial.bytes.span)
    }
    return try Secret(count: 32) { out throws(CryptoError) in
      try Crypto.HKDFSHA256.expand(extracted.bytes, info: info.span, into: &out)
    }
  }

  /// Everybody's pseudonym in one epoch. Throws `.tooLong` for more than 65,536 devices.
  public func table(
    of serials: [DeviceSerial], in epoch: UInt64
  ) throws(CryptoError) -> PseudonymTable {
    guard serials.count <= PseudonymTable.limit else {
      throw .tooLong(limit: PseudonymTable.limit)
    }
    var rows: [PseudonymTable.Row] = []
    rows.reserveCapacity(serials.count)
    for serial in serials {
      var key = try PseudonymKey<Crypto>(deviceSecret(for: serial))
      rows.append(
        PseudonymTable.Row(pseudonym: try key.pseudonym(in: epoch), serial: serial))
    }
    rows.sort { $0.pseudonym < $1.pseudonym }
    return PseudonymTable(epoch: epoch, rows: rows)
  }
}

/// Who is behind which name, in one epoch.
public struct PseudonymTable: Sendable {
  public static var limit: Int { 65_536 }

  struct Row: Sendable {
    let pseudonym: Pseudonym
    let serial: DeviceSerial
  }

  public let epoch: UInt64
  /// In the order of the pseudonyms.
  let rows: [Row]

  /// Nil for a stranger. As many steps as the number of devices has bits.
  public func serial(behind pseudonym: Pseudonym) -> DeviceSerial? {
    var range = 0..<rows.count
    while !range.isEmpty {
      let middle = range.lowerBound &+ range.count / 2
      if rows[middle].pseudonym < pseudonym {
        range = (middle &+ 1)..<range.upperBound
      } else {
        range = range.lowerBound..<middle
      }
    }
    guard range.lowerBound < rows.count, rows[range.lowerBound].pseudonym == pseudonym
    else { return nil }
    return rows[range.lowerBound].serial
  }
}
