// SPDX-License-Identifier: Apache-2.0
import Foundation
import TLS

/// Everyone in the tour, with keys of their own.
struct Cast: Sendable {
  var folder: Folder
  var serial: String

  /// Makes the authority, the server and the device, and a forger with an authority of its own.
  static func make(in folder: Folder) throws -> Cast {
    let serial =
      "TTKS-" + String(UInt32.random(in: 0x1000_0000 ... .max), radix: 16, uppercase: true)
    let office = AuthorityFolder(folder)
    office.clear()
    var authority = try Authority.make(named: "Tour root", in: office)
    try authority.identify(server: ["localhost", "127.0.0.1"]).save(in: folder, as: "server")
    try authority.identify(device: serial).save(in: folder, as: "device")
    var forger = try Authority.fleeting(named: "Tour root")
    try forger.identify(device: serial).save(in: folder, as: "forged")
    return Cast(folder: folder, serial: serial)
  }

  func introduce() {
    Terminal.fact("authority", "ca.pem: signs everyone's certificate; its key, ca.key, signs only")
    Terminal.fact("server", "server.pem: proves that it is localhost and 127.0.0.1")
    Terminal.fact("device", "device.pem: proves that it is \(serial)")
    Terminal.fact(
      "forger", "forged.pem: claims the same, signed by an authority of the same name")
    Terminal.fact("in", folder.path)
  }

  /// The configuration of the server, which wants to see everybody's certificate.
  func server() throws -> TLSConfiguration {
    var configuration = TLSConfiguration()
    configuration.roots = try Credentials.certificates(folder.file("ca.pem"))
    configuration.chain = try Credentials.certificates(folder.file("server.pem"))
    configuration.privateKey = try Credentials.privateKey(folder.file("server.key"))
    return configuration
  }

  /// The configuration of a client that shows the certificate `name`.pem.
  func client(as name: String = "device") throws -> TLSConfiguration {
    var configuration = TLSConfiguration()
    configuration.roots = try Credentials.certificates(folder.file("ca.pem"))
    configuration.chain = try Credentials.certificates(folder.file("\(name).pem"))
    configuration.privateKey = try Credentials.privateKey(folder.file("\(name).key"))
    configuration.expectedName = .dns(Array("localhost".utf8))
    return configuration
  }
}
