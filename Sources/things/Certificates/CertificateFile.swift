// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Certificates
import Foundation

/// Certificates in a file, as PEM or as bare DER.
enum CertificateFile {
  /// At least one, in the file's order.
  static func read(_ path: String, as what: String) throws -> [Certificate] {
    let blocks = try contents(path, as: what)
    var certificates: [Certificate] = []
    for (i, der) in blocks.enumerated() {
      do throws(DERError) { certificates.append(try Certificate(der: der)) } catch {
        throw CertificateFileFault.certificate(path, number: i + 1, of: blocks.count, error)
      }
    }
    return certificates
  }

  /// The DER of each.
  private static func contents(
    _ path: String, as what: String, labelled label: String = "CERTIFICATE"
  ) throws -> [[UInt8]] {
    let bytes = try Files.read(path, as: what)
    guard !bytes.isEmpty else { throw CertificateFileFault.empty(path) }
    // A SEQUENCE is no text, and no text begins with its tag's character and a length.
    if bytes[0] == 0x30, bytes.count > 1, bytes[1] >= 0x80 { return [bytes] }
    return try blocks(in: bytes, path, labelled: label)
  }

  /// The certificates to trust. One of many that cannot be read is passed over and told of on
  /// standard error: a system's file has some that no strict reader takes, and whoever asks for
  /// another one need not care. A single one is refused.
  static func readRoots(_ path: String) throws -> [Certificate] {
    let blocks = try contents(path, as: "roots")
    var roots: [Certificate] = []
    for (i, der) in blocks.enumerated() {
      do throws(DERError) { roots.append(try Certificate(der: der)) } catch {
        let fault = CertificateFileFault.certificate(path, number: i + 1, of: blocks.count, error)
        guard blocks.count > 1 else { throw fault }
        FileHandle.standardError.write(Data("passed over: \(fault)\n".utf8))
      }
    }
    guard !roots.isEmpty else { throw CertificateFileFault.none(path, "CERTIFICATE") }
    return roots
  }

  /// The lists of revoked certificates in a file, at least one.
  static func readLists(_ path: String) throws -> [RevocationList] {
    let blocks = try contents(path, as: "list", labelled: "X509 CRL")
    return try blocks.enumerated().map { i, der in
      do throws(DERError) { return try RevocationList(der: der) } catch {
        throw CertificateFileFault.certificate(path, number: i + 1, of: blocks.count, error)
      }
    }
  }

  private static func blocks(
    in text: [UInt8], _ path: String, labelled wanted: String
  ) throws -> [[UInt8]] {
    var found: [[UInt8]] = []
    var other: String?
    do throws(PEMError) {
      var reader = PEMReader(text.span)
      while let block = try reader.next() {
        let label = block.label.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        if label == wanted {
          found.append(try block.bytes())
        } else if other == nil {
          other = label
        }
      }
    } catch { throw Credentials.Unreadable(path: path, reason: error) }
    guard found.isEmpty else { return found }
    guard let other else { throw CertificateFileFault.none(path, wanted) }
    throw CertificateFileFault.otherLabel(path, other, wanted)
  }
}

enum CertificateFileFault: Error, CustomStringConvertible {
  case empty(String)
  case none(String, String)
  case otherLabel(String, String, String)
  case certificate(String, number: Int, of: Int, DERError)

  var description: String {
    switch self {
    case .empty(let path): "\(path) is empty; give a file that is not, PEM or DER"
    case .none(let path, let wanted): "\(path) holds no \(wanted); give one in PEM or DER"
    case .otherLabel(let path, let label, let wanted):
      "\(path) holds a \(label.filter { $0.isASCII && ($0.isLetter || $0 == " ") }) and no "
        + "\(wanted); give the file that has it"
    case .certificate(let path, let number, let count, let error):
      "\(path)\(count > 1 ? ", certificate \(number)" : ""): \(error)"
    }
  }
}

/// Exit code 2 says that there was nothing to judge: a file that cannot be read, or is not what
/// it should be. 1 is for a judgement, 64 for a wrong command line.
func orExitCode2<T>(_ work: () throws -> T) throws -> T {
  do { return try work() } catch let error as ExitCode { throw error } catch {
    FileHandle.standardError.write(Data("Error: \(error)\n".utf8))
    throw ExitCode(2)
  }
}
