// SPDX-License-Identifier: Apache-2.0
import Certificates
import Foundation
import TLS

extension Credentials {
  /// Roots of a file, for servers that we call.
  static func serverRoots(_ path: String) throws -> TrustAnchors<ServerPeer> {
    TrustAnchors(try roots(path))
  }

  /// Roots of a file, for devices that call us.
  static func deviceRoots(_ path: String) throws -> TrustAnchors<DevicePeer> {
    TrustAnchors(try roots(path))
  }

  /// The public roots that this system has been given. They vouch for whoever has a name on the
  /// internet, so they are for servers alone.
  static func systemRoots() throws -> TrustAnchors<ServerPeer> {
    let given = ProcessInfo.processInfo.environment["SSL_CERT_FILE"]
    let places =
      given.map { [$0] } ?? [
        "/etc/ssl/certs/ca-certificates.crt",  // Debian and what comes from it
        "/etc/pki/tls/certs/ca-bundle.crt",  // Fedora
        "/etc/ssl/cert.pem",  // Alpine, macOS
      ]
    guard let path = places.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
      throw NoSystemRoots(places: places)
    }
    // Public roots are many and old; one that we cannot read vouches for nobody.
    let readable = try certificates(path).compactMap { try? Certificate(der: $0) }
    guard !readable.isEmpty else { throw FileError.holdsNo(what: "root", path: path) }
    return TrustAnchors(readable)
  }

  private static func roots(_ path: String) throws -> [Certificate] {
    try certificates(path).map { der in
      do throws(DERError) { return try Certificate(der: der) } catch {
        throw Unreadable(path: path, reason: error)
      }
    }
  }

  struct NoSystemRoots: Error, CustomStringConvertible {
    var places: [String]
    var description: String {
      """
      this system has no public roots in \(places.joined(separator: " or ")); \
      install ca-certificates, or name a file in SSL_CERT_FILE
      """
    }
  }
}

extension TLSConfiguration {
  /// For a client.
  mutating func trust(servers: TrustAnchors<ServerPeer>) { roots = servers.certificates.map(\.der) }

  /// For a server.
  mutating func trust(devices: TrustAnchors<DevicePeer>) { roots = devices.certificates.map(\.der) }
}
