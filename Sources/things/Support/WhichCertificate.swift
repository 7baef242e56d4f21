// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Certificates

/// One certificate of an authority's, by its number or by its file.
struct WhichCertificate: ParsableArguments {
  @Option(help: "Its serial number in hexadecimal; colons may stand between.")
  var serial: String?

  @Option(help: "The PEM file in which it is.", completion: .file())
  var certificate: String?

  func validate() throws {
    guard (serial == nil) != (certificate == nil) else {
      throw ValidationError("say which one: --serial HEX or --certificate FILE")
    }
    if let serial, Self.bytes(serial) == nil {
      throw ValidationError("--serial '\(serial)' is not hexadecimal")
    }
  }

  func serialNumber() throws -> [UInt8] {
    if let certificate {
      let read = try Self.read(certificate)
      return read.serialNumber.withUnsafeBufferPointer { Array($0) }
    }
    return serial.flatMap(Self.bytes) ?? []
  }

  static func read(_ path: String) throws -> Certificate {
    let der = try Credentials.certificates(path)[0]
    do throws(DERError) { return try Certificate(der: der) } catch {
      throw Credentials.Unreadable(path: path, reason: error)
    }
  }

  private static func bytes(_ text: String) -> [UInt8]? {
    let digits = text.filter { $0 != ":" }
    let values = digits.compactMap(\.hexDigitValue)
    guard values.count == digits.count, !values.isEmpty, values.count.isMultiple(of: 2) else {
      return nil
    }
    return stride(from: 0, to: values.count, by: 2).map {
      UInt8(values[$0] * 16 + values[$0 + 1])
    }
  }
}
