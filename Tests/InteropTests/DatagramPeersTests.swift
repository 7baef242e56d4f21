// SPDX-License-Identifier: Apache-2.0
import Foundation
import ProgramSupport
import TestSupport
import Testing

/// DTLS and CoAP with programs that others wrote, each way, through each engine.
@Suite("Datagram peers", .timeLimit(.minutes(5)))
struct DatagramPeersTests {
  let pki: PKI
  /// libcoap takes its key as text, everybody else in hexadecimal.
  static let key = "0123456789abcdef"
  static let engines = ["openssl", "mbedtls"]
  static let pskCCM8 = "TLS_PSK_WITH_AES_128_CCM_8"

  init() throws { pki = try PKI() }

  var hexKey: String { Self.key.utf8.map { String($0, radix: 16) }.joined() }
  var ourKey: [String] { ["--psk-identity", "D-0001", "--psk", hexKey] }

  func certificates(_ name: String) -> [String] {
    [
      "--roots", pki.file("ca.pem"), "--cert", pki.file("\(name).pem"),
      "--key", pki.file("\(name).key"),
    ]
  }

  /// A port that nobody has at the moment.
  func freePort() throws -> Int { try FakeServer(answering: []).port }

  // MARK: CoAP

  @Test(
    "libcoap's client asks our server, plain",
    .peer("coap-client-notls", package: "libcoap3-bin"))
  func plainClient() throws {
    try withThings(["coap", "serve"]) { port, _ in
      let address = "coap://127.0.0.1:\(port)"
      func ask(_ arguments: String...) throws -> String {
        try TestSupport.run("coap-client-notls", ["-B", "10"] + arguments).outputText
          .trimmingCharacters(in: .newlines)
      }
      #expect(try ask("-m", "get", "\(address)/.well-known/core").contains("</label>;rt=\"label\""))
      #expect(try ask("-m", "get", "\(address)/sensors/uptime").hasSuffix(" s"))
      _ = try ask("-m", "put", "-e", "kitchen", "\(address)/label")
      _ = try ask("-m", "post", "-e", " left", "\(address)/label")
      #expect(try ask("-m", "get", "\(address)/label") == "kitchen left")
      _ = try ask("-m", "delete", "\(address)/label")
      let gone = try TestSupport.run("coap-client-notls", ["-m", "get", "\(address)/label"])
      #expect((gone.outputText + gone.errorText).contains("4.04"))
    }
  }

  @Test(
    "libcoap's clients ask our server through DTLS, with a key and with certificates",
    .peer("coap-client-openssl", package: "libcoap3-bin"),
    .peer("coap-client-gnutls", package: "libcoap3-bin"),
    arguments: engines, ["coap-client-openssl", "coap-client-gnutls"])
  func secureClient(engine: String, client: String) throws {
    try withThings(["coap", "serve", "--engine", engine] + ourKey) { port, server in
      let answer = try TestSupport.run(
        client,
        [
          "-B", "10", "-k", Self.key, "-u", "D-0001", "-m", "get",
          "coaps://127.0.0.1:\(port)/sensors/uptime",
        ])
      #expect(answer.outputText.hasSuffix(" s\n"), "\(answer.errorText) \(server.errors)")
      #expect(server.errors.contains("D-0001"))
    }
    try withThings(["coap", "serve", "--engine", engine] + certificates("server")) {
      port, server in
      let answer = try TestSupport.run(
        client,
        [
          "-B", "10", "-c", pki.file("device.pem"), "-j", pki.file("device.key"),
          "-C", pki.file("ca.pem"), "-m", "get", "coaps://localhost:\(port)/sensors/uptime",
        ])
      #expect(answer.outputText.hasSuffix(" s\n"), "\(answer.errorText) \(server.errors)")
      #expect(server.errors.contains("a certificate of ours"))
    }
  }

  @Test(
    "our client asks libcoap's servers, plain, with a key and with certificates",
    .peer("coap-server-openssl", package: "libcoap3-bin"),
    .peer("coap-server-gnutls", package: "libcoap3-bin"),
    arguments: engines, ["coap-server-openssl", "coap-server-gnutls"])
  func secureServer(engine: String, server: String) throws {
    // Its DTLS port is the next one.
    let port = try freePort() & ~1
    let peer = try Background(
      server,
      [
        "-A", "127.0.0.1", "-p", "\(port)", "-k", Self.key, "-c", pki.file("server.pem"),
        "-j", pki.file("server.key"), "-C", pki.file("ca.pem"),
      ])
    try withExtendedLifetime(peer) {
      var plain = try Things.run("coap", "get", "coap://127.0.0.1:\(port)/time", "-B", "10")
      for _ in 0..<20 where plain.status != 0 {
        plain = try Things.run("coap", "get", "coap://127.0.0.1:\(port)/time", "-B", "2")
      }
      #expect(plain.outputText.contains(":"), "\(plain.errorText)")
      for credentials in [ourKey, certificates("device")] {
        let secure = try TestSupport.run(
          Things.path,
          ["coap", "get", "coaps://127.0.0.1:\(port + 1)/time", "-B", "20", "--engine", engine]
            + credentials)
        #expect(secure.outputText.contains(":"), "\(credentials[0]): \(secure.errorText)")
      }
    }
  }

  // MARK: DTLS

  /// One line there, and the same line back.
  func expectEcho(_ program: String, _ arguments: [String], _ server: Background) throws {
    let answer = try TestSupport.run(
      "sh", ["-c", "(echo hello; sleep 1) | timeout -s KILL 4 \"$0\" \"$@\"", program] + arguments)
    #expect(answer.outputText.contains("hello"), "\(answer.errorText) \(server.errors)")
  }

  @Test(
    "openssl s_client speaks with our server",
    .peer("openssl", package: "openssl"), arguments: engines)
  func opensslClient(engine: String) throws {
    for ciphers in [Self.pskCCM8, "TLS_PSK_WITH_AES_128_GCM_SHA256"] {
      let ours = ["dtls", "serve", "--engine", engine, "--ciphers", ciphers] + ourKey
      try withThings(ours) { port, server in
        try expectEcho(
          "openssl",
          [
            "s_client", "-dtls1_2", "-quiet", "-no_ign_eof", "-connect", "127.0.0.1:\(port)",
            "-psk", hexKey, "-psk_identity", "D-0001", "-cipher", "PSK:@SECLEVEL=0",
          ], server)
        #expect(server.errors.contains("D-0001, \(ciphers)"))
      }
    }
    let ccm8 = "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8"
    for ciphers in [ccm8, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"] {
      let ours =
        ["dtls", "serve", "--engine", engine, "--ciphers", ciphers] + certificates("server")
      try withThings(ours) { port, server in
        try expectEcho(
          "openssl",
          [
            "s_client", "-dtls1_2", "-quiet", "-no_ign_eof", "-connect", "127.0.0.1:\(port)",
            "-CAfile", pki.file("ca.pem"), "-cert", pki.file("device.pem"),
            "-key", pki.file("device.key"), "-cipher", "ALL:@SECLEVEL=0",
          ], server)
        #expect(server.errors.contains(ciphers))
      }
    }
  }

  @Test(
    "gnutls-cli speaks with our server", .peer("gnutls-cli", package: "gnutls-bin"),
    arguments: engines)
  func gnutlsClient(engine: String) throws {
    try withThings(["dtls", "serve", "--engine", engine] + certificates("server")) {
      port, server in
      try expectEcho(
        "gnutls-cli",
        [
          "--udp", "--port", "\(port)", "--x509cafile", pki.file("ca.pem"),
          "--x509certfile", pki.file("device.pem"), "--x509keyfile", pki.file("device.key"),
          "localhost",
        ], server)
      #expect(server.errors.contains("a certificate of ours"))
    }
  }

  @Test(
    "our client speaks with openssl s_server", .peer("openssl", package: "openssl"),
    arguments: engines,
    [
      "TLS_PSK_WITH_AES_128_CCM_8", "TLS_PSK_WITH_AES_128_GCM_SHA256",
      "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    ])
  func opensslServer(engine: String, ciphers: String) throws {
    let port = try freePort()
    let isPSK = ciphers.hasPrefix("TLS_PSK")
    let credentials =
      isPSK
      ? ["-psk", hexKey, "-nocert", "-cipher", "PSK:@SECLEVEL=0"]
      : [
        "-cert", pki.file("server.pem"), "-key", pki.file("server.key"),
        "-CAfile", pki.file("ca.pem"), "-Verify", "2", "-cipher", "ALL:@SECLEVEL=0",
      ]
    // It reads its input in order to end with it; this one lasts.
    let peer = try Background(
      "sh",
      [
        "-c", "sleep 30 | openssl \"$@\"", "sh", "s_server", "-dtls1_2", "-quiet", "-listen",
        "-accept", "127.0.0.1:\(port)",
      ] + credentials)
    try withExtendedLifetime(peer) {
      let answer = try TestSupport.run(
        "sh",
        [
          "-c", "echo hello | timeout -s KILL 20 \"$0\" \"$@\"", Things.path, "dtls", "connect",
          "127.0.0.1:\(port)", "--engine", engine, "--ciphers", ciphers,
        ] + (isPSK ? ourKey : certificates("device")))
      #expect(answer.errorText.contains("DTLS 1.2, \(ciphers)"), "\(answer.errorText)")
      #expect(Background.wait { peer.output.contains("hello") }, "\(peer.errors)")
    }
  }

  @Test(
    "our client speaks with gnutls-serv", .peer("gnutls-serv", package: "gnutls-bin"),
    arguments: engines)
  func gnutlsServer(engine: String) throws {
    let port = try freePort()
    let peer = try Background(
      "gnutls-serv",
      [
        "--udp", "--echo", "--port", "\(port)", "--x509certfile", pki.file("server.pem"),
        "--x509keyfile", pki.file("server.key"), "--x509cafile", pki.file("ca.pem"),
      ])
    try withExtendedLifetime(peer) {
      let answer = try TestSupport.run(
        "sh",
        [
          "-c", "echo hello | timeout -s KILL 20 \"$0\" \"$@\"", Things.path, "dtls", "connect",
          "127.0.0.1:\(port)", "--engine", engine,
        ] + certificates("device"))
      #expect(answer.outputText.contains("hello"), "\(answer.errorText)")
    }
  }
}
