// SPDX-License-Identifier: Apache-2.0
import Foundation
import ProgramSupport
import TestSupport
import Testing

/// Over datagrams too, a user gets one sentence that names the cause.
@Suite("Bad input, in datagrams", .timeLimit(.minutes(3)))
struct DatagramBadInputTests {
  static let engines = ["openssl", "mbedtls"]
  private let key = "00112233445566778899aabbccddeeff"

  @Test(
    "a key that the server does not have, and an identity that it does not know", arguments: engines
  )
  func wrongKey(engine: String) throws {
    let server = [
      "coap", "serve", "--psk-identity", "D-1", "--psk", key, "--engine", engine,
    ]
    try withThings(server) { port, _ in
      let uri = "coaps://127.0.0.1:\(port)/sensors/uptime"
      let fine = try Things.run(
        "coap", "get", uri, "--psk-identity", "D-1", "--psk", key, "--engine", engine)
      #expect(fine.status == 0, "\(fine.errorText)")
      try Things.run(
        "coap", "get", uri, "--psk-identity", "D-1", "--psk", String(key.reversed()), "--engine",
        engine, seconds: 60
      ).expectRefusal(saying: ";")
      try Things.run(
        "coap", "get", uri, "--psk-identity", "D-2", "--psk", key, "--engine", engine, seconds: 60
      ).expectRefusal(saying: ";")
      // Whoever was refused has not hurt the others.
      let after = try Things.run(
        "coap", "get", uri, "--psk-identity", "D-1", "--psk", key, "--engine", engine)
      #expect(after.status == 0, "\(after.errorText)")
    }
  }

  @Test("a key without its identity, one that is no hex, and one that is too short")
  func unusableKeys() throws {
    let uri = "coaps://127.0.0.1:1/x"
    for arguments in [
      ["--psk", key], ["--psk-identity", "D-1"], ["--psk-identity", "D-1", "--psk", "xyz"],
      ["--psk-identity", "D-1", "--psk-file", "/nowhere/key"],
    ] {
      let ran = try TestSupport.run(Things.path, ["coap", "get", uri] + arguments)
      #expect(ran.status != 0 && ran.status < 124, "\(arguments)")
      #expect(ran.errorText.hasPrefix("Error: "), "\(arguments): \(ran.errorText)")
      #expect(!ran.errorText.contains(key), "a key is never printed")
    }
  }

  @Test("an address that is none", arguments: ["http://h/x", "coap://", "coap:///x", "nonsense"])
  func noAddress(uri: String) throws {
    let ran = try Things.run("coap", "get", uri)
    #expect(ran.status == 64 && ran.errorText.hasPrefix("Error: "), "\(ran.errorText)")
  }

  @Test("nobody speaks DTLS there", arguments: engines)
  func nobody(engine: String) throws {
    try Things.run(
      "dtls", "connect", "127.0.0.1:9", "--psk-identity", "D-1", "--psk", key, "--engine", engine,
      seconds: 60
    ).expectRefusal(saying: "127.0.0.1:9")
  }

  @Test("a port that another server has")
  func portInUse() throws {
    try withThings(["coap", "serve"]) { port, _ in
      try Things.run("coap", "serve", "--port", "\(port)").expectRefusal(
        saying: "\(port)", "in use")
    }
  }

  @Test("what is not there is not found, and says so with its exit code")
  func notFound() throws {
    try withThings(["coap", "serve"]) { port, _ in
      let ran = try Things.run("coap", "get", "coap://127.0.0.1:\(port)/nowhere")
      #expect(ran.status != 0)
      #expect(ran.errorText.contains("4.04"), "\(ran.errorText)")
    }
  }

  @Test("passwords without TLS beyond this machine, and anonymous clients there")
  func openBrokers() throws {
    let open = try Things.run("mqtt", "broker", "--on", "0.0.0.0", "--allow-anonymous-on-loopback")
    #expect(open.status == 64 && open.errorText.contains("127.0.0.1"))
    let none = try Things.run("mqtt", "broker", "--connections-per-address", "0")
    #expect(none.status == 64)
  }
}
