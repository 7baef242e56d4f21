// SPDX-License-Identifier: Apache-2.0
import Foundation
import ProgramSupport
import TestSupport
import Testing

@Suite("things device")
struct DeviceTests {
  private let folder: TemporaryFolder
  private var store: String { folder.path + "/device" }

  init() throws { folder = try TemporaryFolder() }

  private func device(_ words: String...) throws -> Finished {
    try run(Things.path, ["device"] + words)
  }

  /// New, show, sign and attest, with whatever store; OpenSSL checks what was signed.
  private func expectLife(of keys: String, environment: [String: String] = [:]) throws {
    func device(_ words: String...) throws -> Finished {
      let done = try run(Things.path, ["device"] + words, environment: environment)
      try #require(done.status == 0, "\(words): \(done.errorText)")
      return done
    }
    _ = try device("new", "--store", store, "--keys", keys, "--serial", "SN-0001 (a)")
    let json = try device("show", "--store", store, "--json")
    let shown = try JSONDecoder().decode(Shown.self, from: Data(json.output))
    #expect(shown.serial == "SN-0001 (a)" && shown.keys == keys)
    try #require(shown.list.map(\.label) == ["attest", "idevid"])
    for key in shown.list { #expect(key.algorithm == "ECDSA P-256" && key.origin == "generated") }
    let (attestation, identity) = (shown.list[0], shown.list[1])
    #expect(attestation.publicKey != identity.publicKey)
    let text = try device("show", "--store", store).outputText
    #expect(text.contains(identity.fingerprint) && text.contains(identity.publicKey))
    #expect(!text.contains("\u{1B}"), "no colour but on a terminal")

    let pem = try folder.write(
      "idevid.pem", device("show", "--store", store, "--pem", "idevid").output)
    let der = try run("openssl", ["pkey", "-pubin", "-in", pem, "-outform", "DER"])
    #expect(hexString(der.output.suffix(65)) == identity.publicKey)
    let digest = try run("openssl", ["dgst", "-sha256", "-r"], input: der.output)
    #expect(digest.outputText.hasPrefix(identity.fingerprint))

    let file = try folder.write("a report.txt", Array("21.5 degrees\n".utf8))
    let signed = try device("sign", "--store", store, "--key", "idevid", file)
    #expect(signed.outputText.contains("openssl dgst -sha256 -verify idevid.pem"))
    try expectVerified(file, by: pem)
    try folder.write("a report.txt", Array("99.9 degrees\n".utf8))
    try expectVerified(file, by: pem, false)

    let statementPEM = try folder.write(
      "attest.pem", device("show", "--store", store, "--pem", "attest").output)
    try expectAnswer(attestation.publicKey, statementPEM, environment)
    // A file's signature is no attestation, and an attestation's key signs no file.
    let answer = folder.path + "/answer"
    try expectVerified(answer, by: pem, false)
    try run(
      Things.path, ["device", "sign", "--store", store, "--key", "attest", file],
      environment: environment
    ).expectRefusal(saying: "attestations and no files")
    try run(
      Things.path, ["device", "sign", "--store", store, "--key", "idevid", answer],
      environment: environment
    ).expectRefusal(saying: "begins like one of the device's own statements")
  }

  private func expectVerified(_ file: String, by pem: String, _ good: Bool = true) throws {
    let verified = try run(
      "openssl", ["dgst", "-sha256", "-verify", pem, "-signature", file + ".sig", file])
    #expect((verified.status == 0) == good, "\(verified.outputText)")
  }

  private func expectAnswer(
    _ publicKey: String, _ pem: String, _ environment: [String: String]
  ) throws {
    let measurement = String(repeating: "ab", count: 32)
    let answer = folder.path + "/answer"
    let nonce = try folder.write("nonce", Array(UInt8(0)..<16))
    let attested = try run(
      Things.path,
      [
        "device", "attest", "--store", store, "--nonce-file", nonce, "--measurement", measurement,
        "--measurement", "app=" + measurement + measurement, "--out", answer, "--json",
      ], environment: environment)
    #expect(attested.status == 0, "\(attested.errorText)")
    // The statement field by field, each behind its length.
    let expected =
      Array("Things That Keep Secrets: attestation".utf8) + [0, 1] + [16] + Array(UInt8(0)..<16)
      + [11] + Array("SN-0001 (a)".utf8) + [0] + [0, 111] + [8] + Array("firmware".utf8) + [32]
      + hex(measurement) + [3] + Array("app".utf8) + [64] + hex(measurement + measurement)
    #expect([UInt8](try Data(contentsOf: URL(fileURLWithPath: answer))) == expected)
    #expect(attested.outputText.contains(hexString(expected)))
    #expect(attested.outputText.contains(publicKey))
    try expectVerified(answer, by: pem)
  }

  private struct Shown: Decodable {
    struct Key: Decodable {
      var label, algorithm, origin, publicKey, fingerprint: String
    }
    var serial, keys: String
    var list: [Key]
  }

  @Test("a device with its keys in a sealed file", .peer("openssl", package: "openssl"))
  func sealed() throws { try expectLife(of: "sealed") }

  @Test("a device with its keys in PSA's storage", .peer("openssl", package: "openssl"))
  func psa() throws { try expectLife(of: "psa") }

  @Test(
    "a device with its keys in a token", .peer("openssl", package: "openssl"),
    .peer("softhsm2-util", package: "softhsm2"))
  func pkcs11() throws {
    let softHSM = try SoftHSM()
    let environment = softHSM.environment.merging(["THINGS_PIN": SoftHSM.pin]) { $1 }
    try expectLife(of: "pkcs11:\(SoftHSM.module)?token=things", environment: environment)
  }

  @Test(
    "a device asks for a certificate and goes online with it, and its key stays in the store",
    .peer("openssl", package: "openssl"))
  func online() throws {
    let pki = folder.path + "/pki"
    let request = folder.path + "/device.csr"
    func things(_ words: String...) throws -> Finished {
      let done = try run(Things.path, words)
      try #require(done.status == 0, "\(words): \(done.errorText)")
      return done
    }
    _ = try things("ca", "init", "--directory", pki)
    _ = try things("ca", "issue", "--directory", pki, "--server", "localhost")
    _ = try things("device", "new", "--store", store, "--serial", "SN-7")
    _ = try things("device", "request", "--store", store, "--out", request)
    let checked = try run("openssl", ["req", "-in", request, "-noout", "-verify", "-subject"])
    #expect(checked.status == 0 && checked.outputText.contains("SN-7"), "\(checked.errorText)")
    _ = try things("ca", "issue", "--directory", pki, "--device", "SN-7", "--request", request)
    #expect(!FileManager.default.fileExists(atPath: pki + "/device.key"))

    let broker = try Background(
      Things.path,
      [
        "mqtt", "broker", "--port", "0", "--roots", pki + "/ca.pem", "--cert", pki + "/server.pem",
        "--key", pki + "/server.key",
      ])
    try #require(Background.wait { broker.output.contains("\n") }, "\(broker.errors)")
    let line = broker.output.prefix { $0 != "," }
    let port = String(line[line.index(after: try #require(line.lastIndex(of: ":")))...])
    let arguments = [
      "mqtt", "pub", "-h", "localhost", "-p", port, "-t", "t", "-m", "1", "--roots",
      pki + "/ca.pem", "--cert", pki + "/device.pem", "--key", "device:" + store,
    ]
    let published = try run(Things.path, arguments)
    #expect(published.status == 0, "\(published.errorText)")
    let refused = try run(Things.path, arguments + ["--engine", "mbedtls"])
    #expect(refused.status != 0 && refused.errorText.contains("can ask a store"))
  }

  @Test("a device that is there already is not overwritten")
  func twice() throws {
    let words = ["device", "new", "--store", store, "--keys", "psa", "--serial", "1"]
    #expect(try run(Things.path, words).status == 0)
    let before = try Data(contentsOf: URL(fileURLWithPath: store + "/device.json"))
    try run(Things.path, words).expectRefusal(saying: "holds a device already", "another folder")
    #expect(try Data(contentsOf: URL(fileURLWithPath: store + "/device.json")) == before)
    // Cut short before device.json was written: the key is not taken for a new device's.
    try FileManager.default.removeItem(atPath: store + "/device.json")
    try run(Things.path, words).expectRefusal(saying: "there is a key idevid in psa already")
  }

  @Test("another device's keys under this device's name are noticed")
  func swapped() throws {
    let other = folder.path + "/other"
    for place in [store, other] {
      #expect(
        try device("new", "--store", place, "--keys", "psa", "--serial", "1").status == 0)
    }
    try FileManager.default.removeItem(atPath: store + "/psa")
    try FileManager.default.copyItem(atPath: other + "/psa", toPath: store + "/psa")
    try device("show", "--store", store).expectRefusal(saying: "not the one", "was made with")
  }

  @Test("what is not there, or is not what it should be, is said in one sentence")
  func refusals() throws {
    try device("show", "--store", store).expectRefusal(saying: "no device in", "things device new")
    #expect(!FileManager.default.fileExists(atPath: store))
    #expect(try device("new", "--store", store, "--keys", "psa", "--serial", "1").status == 0)
    let file = try folder.write("f", [1])
    try device("sign", "--store", store, "--key", "other", file)
      .expectRefusal(saying: "no key 'other'", "things device show")
    try device("sign", "--store", store, "--key", "a/b", file).expectRefusal(
      saying: "no key's label")
    try device("sign", "--store", store, "--key", "idevid", file + ".no")
      .expectRefusal(saying: "cannot read", "check the path")
    try device("new", "--store", file, "--serial", "1").expectRefusal(saying: "cannot write")
    try device("new", "--store", file, "--keys", "psa", "--serial", "1")
      .expectRefusal(saying: "cannot write")
    let nonce = try folder.write("nonce", [1, 2, 3])
    let short = try device("attest", "--store", store, "--nonce-file", nonce)
    #expect(short.status != 0 && short.errorText.contains("must have 16 to 64"))
    for damage in ["", "{}", #"{"serial":"\n","keys":"psa","publicKey":""}"#] {
      try Data(damage.utf8).write(to: URL(fileURLWithPath: store + "/device.json"))
      try device("show", "--store", store).expectRefusal(saying: "not what things device new wrote")
    }
  }

  @Test("a damaged index is refused, and nothing is lost over it")
  func damagedIndex() throws {
    #expect(try device("new", "--store", store, "--keys", "psa", "--serial", "1").status == 0)
    let index = URL(fileURLWithPath: store + "/psa/index")
    let whole = try Data(contentsOf: index)
    try whole.dropLast().write(to: index)
    try device("show", "--store", store).expectRefusal(saying: "not what this version")
    try whole.write(to: index)
    #expect(try device("show", "--store", store).status == 0)
  }

  @Test(
    "serial numbers that a certificate could not hold",
    arguments: [
      " ", "a ", " a", "a\nb", "\u{1B}[31m", "naïve", "a_b", "a\"b", "a@b",
      String(repeating: "1", count: 65),
    ])
  func serials(_ serial: String) throws {
    let refused = try device("new", "--store", store, "--keys", "psa", "--serial=\(serial)")
    #expect(refused.status != 0)
    #expect(refused.errorText.hasPrefix("Error: the serial number must be"))
    #expect(!refused.errorText.contains("\u{1B}"))
    #expect(!FileManager.default.fileExists(atPath: store))
  }

  @Test("the longest serial number, and the strangest, are kept as they are")
  func longSerial() throws {
    let serial = "Aa0'()+,-./:=? " + String(repeating: "z", count: 49)
    let made = try device("new", "--store", store, "--keys", "psa", "--serial=\(serial)")
    #expect(made.status == 0, "\(made.errorText)")
    #expect(try device("show", "--store", store, "--json").outputText.contains(serial))
  }

  @Test(
    "words that make no sense",
    arguments: [
      ["new", "--store", "x", "--keys", "tpm", "--serial", "1"],
      ["new", "--store", "x", "--keys", "pkcs11:", "--serial", "1"],
      ["new", "--store", "x", "--keys", "pkcs11:m?token=", "--serial", "1"],
      ["show", "--store", "x", "--json", "--pem", "idevid"],
      ["attest", "--store", "x"],
      ["attest", "--store", "x", "--challenge", "00", "--nonce-file", "f"],
      ["attest", "--store", "x", "--challenge", "0g"],
      ["attest", "--store", "x", "--challenge", "00"],
      [
        "attest", "--store", "x", "--challenge", "00112233445566778899aabbccddeeff",
        "--measurement", "00",
      ],
      [
        "attest", "--store", "x", "--challenge", "00112233445566778899aabbccddeeff",
        "--measurement", "=" + String(repeating: "00", count: 32),
      ],
      ["attest", "--store", "x", "--challenge", "00112233445566778899aabbccddeeff"]
        + [[String]](
          repeating: ["--measurement", String(repeating: "00", count: 32)], count: 9
        ).flatMap(\.self),
    ])
  func usage(words: [String]) throws {
    let refused = try run(Things.path, ["device"] + words)
    #expect(refused.status == 64)
    #expect(refused.errorText.hasPrefix("Error: "))
  }
}

/// What can be wrong with a token, a PIN and a module.
@Suite("things device with a token", .peer("softhsm2-util", package: "softhsm2"))
struct DeviceTokenTests {
  private let softHSM: SoftHSM
  private let folder: TemporaryFolder

  init() throws {
    softHSM = try SoftHSM()
    folder = try TemporaryFolder()
  }

  private func new(
    _ store: String, _ keys: String, pin: String? = SoftHSM.pin, more: [String] = []
  ) throws -> Finished {
    var environment = softHSM.environment
    environment["THINGS_PIN"] = pin ?? ""
    return try run(
      Things.path,
      ["device", "new", "--store", "\(folder.path)/\(store)", "--serial", "1", "--keys", keys]
        + more, environment: environment)
  }

  private var keys: String { "pkcs11:\(SoftHSM.module)" }

  @Test("a PIN that is wrong, missing, or in a file")
  func pins() throws {
    try new("a", keys, pin: "11111").expectRefusal(saying: "refused the PIN", "lock")
    try new("a", keys, pin: nil).expectRefusal(saying: "--pin-file", "THINGS_PIN")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/a"))
    let file = try folder.write("pin", Array("\(SoftHSM.pin)\n".utf8))
    let made = try new("a", keys, pin: nil, more: ["--pin-file", file])
    #expect(made.status == 0, "\(made.errorText)")
  }

  @Test("a module that is not there, is none, or has no such token")
  func modules() throws {
    try new("a", "pkcs11:/no/module.so").expectRefusal(saying: "cannot load the module", "--keys")
    let text = try folder.write("text.so", Array("no library".utf8))
    try new("a", "pkcs11:\(text)").expectRefusal(saying: "cannot load the module")
    try new("a", keys + "?token=other").expectRefusal(saying: "no token named 'other'")
    try softHSM.addToken(named: "second")
    try new("a", keys).expectRefusal(saying: "2 tokens", "?token=LABEL")
    #expect(try new("a", keys + "?token=second").status == 0)
  }

  @Test("a second device does not take the first one's key for its own")
  func clone() throws {
    #expect(try new("a", keys).status == 0)
    try new("b", keys).expectRefusal(saying: "there is a key idevid in", "another token")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/b/device.json"))
  }

  @Test("the token is gone when the device wants to sign")
  func gone() throws {
    #expect(try new("a", keys).status == 0)
    try FileManager.default.removeItem(atPath: softHSM.folder.path + "/tokens")
    try FileManager.default.createDirectory(
      atPath: softHSM.folder.path + "/tokens", withIntermediateDirectories: true)
    var environment = softHSM.environment
    environment["THINGS_PIN"] = SoftHSM.pin
    let file = try folder.write("f", [1])
    try run(
      Things.path,
      ["device", "sign", "--store", folder.path + "/a", "--key", "idevid", file],
      environment: environment
    ).expectRefusal(saying: "no token that is ready", "plug one in")
    #expect(!FileManager.default.fileExists(atPath: file + ".sig"))
  }
}
