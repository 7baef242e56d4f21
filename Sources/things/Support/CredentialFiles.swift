// SPDX-License-Identifier: Apache-2.0
import Certificates
import OpenSSLBackend
import Primitives

/// Certificates and keys, read from PEM files.
enum Credentials {
  /// The chapter's own sentence says what is wrong and what would mend it.
  struct Unreadable<Reason: Error>: Error, CustomStringConvertible {
    var path: String
    var reason: Reason
    var description: String { "\(path): \(reason)" }
  }

  /// The DER of every certificate in the file, at least one.
  static func certificates(_ path: String) throws -> [[UInt8]] {
    let text = try Files.read(path, as: "certificates")
    var found = [[UInt8]]()
    do throws(PEMError) {
      var reader = PEMReader(text.span)
      while let block = try reader.next() {
        if block.isLabelled(.certificate) { found.append(try block.bytes()) }
      }
    } catch { throw Unreadable(path: path, reason: error) }
    guard !found.isEmpty else { throw FileError.holdsNo(what: "certificate", path: path) }
    return found
  }

  /// The key in a request, whose sender has shown that he holds the private one.
  static func requestedKey(_ path: String) throws -> SubjectPublicKeyInfo {
    let text = try Files.read(path, as: "request")
    var der: [UInt8]?
    do throws(PEMError) {
      var reader = PEMReader(text.span)
      while der == nil, let block = try reader.next() {
        if block.isLabelled(.certificateRequest) { der = try block.bytes() }
      }
    } catch { throw Unreadable(path: path, reason: error) }
    guard let der else { throw FileError.holdsNo(what: "certificate request", path: path) }
    let request: CertificationRequest
    do throws(DERError) { request = try CertificationRequest(der: der) } catch {
      throw Unreadable(path: path, reason: error)
    }
    do throws(SignatureFault) { try request.checkSignature(using: OpenSSLCrypto.self) } catch {
      throw Unreadable(path: path, reason: error)
    }
    return request.subjectPublicKeyInfo
  }

  /// The DER of the private key in the file.
  static func privateKey(_ path: String) throws -> Secret {
    try secret(in: Files.read(path, as: "private key"), path)
  }

  /// The same, as a key that can sign here.
  static func privateKeyInfo(_ text: [UInt8], _ path: String) throws -> PrivateKeyInfo {
    let der = try secret(in: text, path)
    do throws(X509Error) {
      return try PrivateKeyInfo(der: der.bytes)
    } catch { throw Unreadable(path: path, reason: error) }
  }

  private static func secret(in text: [UInt8], _ path: String) throws -> Secret {
    do throws(PEMError) {
      var reader = PEMReader(text.span)
      while let block = try reader.next() {
        if block.isLabelled(.privateKey) { return try block.secret() }
      }
    } catch { throw Unreadable(path: path, reason: error) }
    do throws(X509Error) {
      return try PrivateKeyInfo(pem: text.span).der.copy()
    } catch {
      if error == .privateKey(.missing) {
        throw FileError.holdsNo(what: "private key", path: path)
      }
      throw Unreadable(path: path, reason: error)
    }
  }
}
