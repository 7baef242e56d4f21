// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Certificates
import Identity
import Primitives

struct DeviceRequestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "request",
    abstract: "Ask for a certificate for the device's key (PKCS #10).",
    discussion: """
      The request names the serial number and holds the public key; the store signs it, which shows
      that the private key is there. An authority makes a certificate of it, with names that it
      chooses itself.

      Example:
        things device request --store device --out device.csr
        things ca issue --directory pki --device SN-0001 --request device.csr
        things mqtt pub -t things/SN-0001/load -m 0.42 --roots pki/ca.pem \\
          --cert pki/device.pem --key device:device
      """)

  @Option(help: "The device's folder.", completion: .directory)
  var store: String

  @Option(help: "File for the request, in PEM.")
  var out: String

  @OptionGroup var pin: PINOptions

  func run() throws {
    let device = try OpenDevice.load(store, pin: pin)
    let serial = device.device.serial
    var key = try device.signingKey()
    let request: [UInt8]
    do throws(X509Error) {
      request = try CertificationRequest.written(
        for: Name(serialNumber: Array(serial.utf8)), signedBy: &key)
    } catch { throw Refused(serial: serial, reason: error) }
    try Files.write(out, Certificates.pem(.certificateRequest, request.span))
    print("wrote \(out)")
  }

  struct Refused: Error, CustomStringConvertible {
    var serial: String
    var reason: X509Error
    var description: String { "no request was made for \(serial): \(reason)" }
  }
}
