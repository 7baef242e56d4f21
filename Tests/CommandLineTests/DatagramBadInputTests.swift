// SPDX-License-Identifier: Apache-2.0
import Foundation
import ProgramSupport
import TestSupport
import Testing

/// Over datagrams too, a user gets one sentence that names the cause.
@Suite("Bad input, in datagrams", .timeLimit(.minutes(5)))
struct DatagramBadInputTests {
  private let key = "00112233445566778899aabbccddeeff"

  /// Nothing says to a client that its key is wrong, so each waits as long as it is ready to. They
  /// wait together.
  @Test("a wrong key, an unknown identity, and nobody there; and the others are not hurt")
  func wrongKeys() throws {
    try serving("openssl") { openssl in
      try serving("mbedtls") { mbedtls in
        let ports = [("openssl", openssl), ("mbedtls", mbedtls)]
        var refused: [Background] = []
        for (engine, port) in ports {
          for arguments in [
            ask(engine, port, "D-1", String(key.reversed())), ask(engine, port, "D-2", key),
            ["dtls", "connect", "127.0.0.1:9"] + shared(engine, "D-1", key),
          ] { refused.append(try Background(Things.path, arguments)) }
        }
        for (engine, port) in ports { try isServed(engine, port) }
        for client in refused {
          let status = client.status()
          let said = client.errors.trimmingCharacters(in: .newlines)
          #expect(status != 0 && status < 124, "it said: \(said)")
          #expect(said.hasPrefix("Error: ") && !said.contains("\n"), "it said: \(said)")
          #expect(!said.contains(key), "a key is never printed")
        }
        for (engine, port) in ports { try isServed(engine, port) }
      }
    }
  }

  private func serving(_ engine: String, _ work: (_ port: Int) throws -> Void) throws {
    let arguments = ["coap", "serve"] + shared(engine, "D-1", key)
    try withThings(arguments, seconds: 120) { port, _ in try work(port) }
  }

  private func shared(_ engine: String, _ identity: String, _ key: String) -> [String] {
    ["--psk-identity", identity, "--psk", key, "--engine", engine]
  }

  private func ask(_ engine: String, _ port: Int, _ identity: String, _ key: String) -> [String] {
    ["coap", "get", "coaps://127.0.0.1:\(port)/sensors/uptime"] + shared(engine, identity, key)
  }

  private func isServed(_ engine: String, _ port: Int) throws {
    let ran = try TestSupport.run(Things.path, ask(engine, port, "D-1", key))
    #expect(ran.status == 0, "\(ran.errorText)")
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
