// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Identity

struct DeviceSignCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sign",
    abstract: "Sign a file with one of the device's keys.",
    discussion: """
      Writes the signature to FILE.sig, or to --out: ECDSA's in DER, Ed25519's as it is. Whoever
      may have anything signed may have anything claimed: so the key 'attest' signs no file, and a
      file that begins like one of the device's own statements is signed by no key.

      Example:
        things device sign --store device --key idevid report.txt
      """)

  @Option(help: "The device's folder.", completion: .directory)
  var store: String

  @Option(help: "The key's label.")
  var key: String

  @Argument(help: "The file to sign.", completion: .file())
  var file: String

  @Option(help: "File for the signature (default: FILE.sig).")
  var out: String?

  @OptionGroup var pin: PINOptions

  func run() throws {
    guard key != Device.attestation else { throw DeviceRefusal.attestsOnly }
    let message = try Files.read(file, as: "file to sign")
    guard !isReservedForStatements(message.span) else { throw DeviceRefusal.isAStatement(file) }
    var device = try OpenDevice.load(store, pin: pin)
    let algorithm = try device.algorithm(of: key)
    let signature = try device.sign(message, with: key)
    let out = out ?? file + ".sig"
    try Files.write(out, signature)
    print("wrote \(out)")
    print("to verify it:")
    print("  things device show --store \(quoted(store)) --pem \(key) > \(key).pem")
    print("  " + verification(algorithm, of: file, out, key: "\(key).pem"))
  }
}

/// How another program checks the signature.
func verification(
  _ algorithm: KeyAlgorithm, of file: String, _ signature: String, key: String
) -> String {
  if algorithm == .ed25519 {
    return "openssl pkeyutl -verify -rawin -pubin -inkey \(quoted(key)) -in \(quoted(file)) "
      + "-sigfile \(quoted(signature))"
  }
  return "openssl dgst -sha256 -verify \(quoted(key)) -signature \(quoted(signature)) "
    + quoted(file)
}

/// As a shell takes it for one word.
func quoted(_ text: String) -> String {
  let plain = text.utf8.allSatisfy {
    UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0
      || UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || Array("/._-".utf8).contains($0)
  }
  return plain && !text.isEmpty ? text : "'" + text.replacing("'", with: "'\\''") + "'"
}
