// SPDX-License-Identifier: Apache-2.0
import DTLS
import Foundation
import OpenSSLBackend
import TLS
import TestSupport
import Testing
import Wire

/// Our engine over UDP on loopback, with `openssl s_server` or `s_client` at the other end.
@Suite(.peer("openssl", package: "openssl"), .timeLimit(.minutes(5)))
struct OpenSSLDatagramPeerTests {
  static let keySuites: [UInt16] = [0x00A8, 0xC0A8, 0xCCAC]
  static let certificateSuites: [UInt16] = [0xC02B, 0xC0AE]

  @Test(arguments: keySuites)
  func ourClientAndTheirServerShareAKey(suite: UInt16) throws {
    let identity = try meetServer(
      Datagrams.shared([Datagrams.key()], [suite]), ["-nocert"] + Self.keyArguments, suite)
    #expect(identity.identity == Array("sensor-7".utf8))
  }

  @Test(arguments: certificateSuites)
  func ourClientAndTheirServerShowCertificates(suite: UInt16) throws {
    let files = try Files(\.server)
    let met = try meetServer(
      Datagrams.configuration(.client, [suite]), files.arguments + ["-Verify", "1"], suite)
    #expect(met.peerCertificate == (try PKI.shared.get()).server.chain[0])
  }

  @Test(arguments: keySuites)
  func theirClientAndOurServerShareAKey(suite: UInt16) throws {
    let met = try meetClient(
      Datagrams.shared([Datagrams.key()], [suite]), Self.keyArguments, suite)
    #expect(met.identity == Array("sensor-7".utf8))
  }

  @Test(arguments: certificateSuites)
  func theirClientAndOurServerShowCertificates(suite: UInt16) throws {
    let files = try Files(\.device)
    let met = try meetClient(
      Datagrams.configuration(.server, [suite]),
      files.arguments + ["-verify_hostname", "broker.example"], suite)
    #expect(met.peerCertificate == (try PKI.shared.get()).device.chain[0])
  }

  @Test func theirClientWithAnUnknownIdentityIsTold() throws {
    let socket = try Socket()
    let client = try Shell(
      "openssl s_client \(Self.common(socket.port)) -psk 00112233445566778899aabbccddeeff -psk_identity stranger"
    )
    var server = try OurServer(Datagrams.shared(), socket)
    #expect(server.run { server in server.failures.contains(.unknownIdentity) })
    #expect(client.finish().contains("unknown psk identity"))
  }
}

extension OpenSSLDatagramPeerTests {
  static var keyArguments: [String] {
    var random = SeededRandom(seed: 7)
    return ["-psk", hexString(random.bytes(16)), "-psk_identity", "sensor-7"]
  }

  static func common(_ port: UInt16) -> String {
    "-dtls1_2 -connect 127.0.0.1:\(port) -mtu 1200"
  }

  /// A PKI on disk, as the program reads it.
  struct Files {
    let folder: TemporaryFolder
    let arguments: [String]

    init(_ identity: KeyPath<PKI, PKI.Identity>) throws {
      let pki = try PKI.shared.get()
      folder = try TemporaryFolder()
      let root =
        "-----BEGIN CERTIFICATE-----\n"
        + Data(pki.root).base64EncodedString(options: .lineLength64Characters)
        + "\n-----END CERTIFICATE-----\n"
      arguments = [
        "-CAfile", try folder.write("root.pem", Array(root.utf8)), "-attime", "\(PKI.now)",
        "-cert", try folder.write("own.der", pki[keyPath: identity].chain[0]),
        "-certform", "DER", "-key", try folder.write("own.key", pki[keyPath: identity].privateKey),
        "-keyform", "DER", "-verify_return_error",
      ]
    }
  }

  static func name(of suite: UInt16) -> String {
    switch suite {
    case 0x00A8: "PSK-AES128-GCM-SHA256"
    case 0xC0A8: "PSK-AES128-CCM8"
    case 0xCCAC: "ECDHE-PSK-CHACHA20-POLY1305"
    case 0xC02B: "ECDHE-ECDSA-AES128-GCM-SHA256"
    default: "ECDHE-ECDSA-AES128-CCM8"
    }
  }

  /// They ask for a cookie, we greet, they print it, and say something in turn.
  func meetServer(
    _ configuration: borrowing TLSConfiguration, _ arguments: [String], _ suite: UInt16
  ) throws -> NegotiatedParameters {
    let socket = try Socket()
    // Take a port, give it back, and let the server have it.
    let port = try Socket().port
    let server = try Shell(
      """
      (sleep 2; echo from the server; sleep 20) | openssl s_server -dtls1_2 -listen -quiet \
        -accept 127.0.0.1:\(port) -cipher \(Self.name(of: suite)) "$@"
      """, arguments)
    socket.connect(to: port)
    var channel = try OpenSSLEngine(configuration, role: .client).connect(now: Socket.now)
    var met: NegotiatedParameters?
    var received: [UInt8] = []
    let deadline = Socket.now + .seconds(20)
    while Socket.now < deadline, !received.contains(0x0A) {
      var wake: Instant?
      loop: while true {
        var output = Output<ChannelEvent>.wait(until: nil)
        let bytes = [UInt8](capacity: 2048) { output = channel.poll(into: &$0) }
        switch output {
        case .transmit: socket.send(bytes)
        case .event(.connected(let parameters)):
          met = parameters
          try channel.send(bytes: Array("from our client\n".utf8))
        case .event(.applicationData): received += bytes
        case .event(.closed), .event(.session), .event(.earlyData), .bufferTooSmall: break
        case .wait(let until):
          wake = until
          break loop
        }
      }
      if let (datagram, _) = socket.receive() {
        try channel.handle(datagram.span, now: Socket.now)
      } else if let wake, wake <= Socket.now {
        try channel.handleTimeout(now: Socket.now)
      }
    }
    #expect(String(decoding: received, as: UTF8.self) == "from the server\n")
    #expect(server.output.contains("from our client"), "\(server.output)")
    let parameters = try #require(met)
    #expect(parameters.version == .dtls12 && parameters.suite.code == suite)
    return parameters
  }

  func meetClient(
    _ configuration: borrowing TLSConfiguration, _ arguments: [String], _ suite: UInt16
  ) throws -> NegotiatedParameters {
    let socket = try Socket()
    let client = try Shell(
      """
      (echo from the client; sleep 20) | openssl s_client \(Self.common(socket.port)) -quiet \
        -cipher \(Self.name(of: suite)) "$@"
      """, arguments)
    var server = try OurServer(configuration, socket)
    #expect(
      server.run { server in
        server.received.contains(0x0A) && client.output.contains("from our server")
      }, "\(client.output)")
    #expect(String(decoding: server.received, as: UTF8.self) == "from the client\n")
    let met = server.met
    let parameters = try #require(met)
    #expect(parameters.version == .dtls12 && parameters.suite.code == suite)
    return parameters
  }
}

/// Chapter 7's server behind a socket. It greets whoever connects.
private struct OurServer: ~Copyable {
  var server: DTLSServer<OpenSSLEngine, OpenSSLCrypto.SHA256>
  let socket: Socket
  var met: NegotiatedParameters?
  var received: [UInt8] = []
  var failures: [TLSError.Cause] = []
  var ports: [PeerAddress: UInt16] = [:]

  init(_ configuration: borrowing TLSConfiguration, _ socket: Socket) throws {
    let secret = [UInt8](repeating: 3, count: 32)
    server = try DTLSServer(
      OpenSSLEngine(configuration, role: .server), cookieSecret: secret.span)
    self.socket = socket
  }

  /// Until `isDone`, for twenty seconds at most.
  mutating func run(until isDone: (borrowing OurServer) -> Bool) -> Bool {
    let deadline = Socket.now + .seconds(20)
    while Socket.now < deadline {
      if let (datagram, port) = socket.receive() {
        server.handle(
          datagram.span, from: PeerAddress(v4: 0x7F00_0001, port: port), now: Socket.now)
      } else {
        server.handleTimeout(now: Socket.now)
      }
      drain()
      if isDone(self) { return true }
    }
    return false
  }

  private mutating func drain() {
    while true {
      var output = ServerOutput<DTLSServerEvent>.wait(until: nil)
      let bytes = [UInt8](capacity: 2048) { output = server.poll(into: &$0) }
      switch output {
      case .transmit(let peer): socket.send(bytes, to: peer.port)
      case .event(let peer, .connected(let parameters)):
        met = parameters
        let greeting = Array("from our server\n".utf8)
        try? server.send(greeting.span, to: peer)
      case .event(_, .applicationData): received += bytes
      case .event(_, .failed(let error)): failures.append(error.cause)
      case .event(_, .closed): break
      case .wait, .bufferTooSmall: return
      }
    }
  }
}

/// One UDP socket on loopback.
private final class Socket {
  struct NotMade: Error { let number: CInt }

  let descriptor: CInt
  let port: UInt16

  init() throws {
    descriptor = socket(AF_INET, CInt(SOCK_DGRAM.rawValue), 0)
    var address = Self.loopback(0)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    let made = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
      }
    }
    guard made else { throw NotMade(number: errno) }
    port = UInt16(bigEndian: address.sin_port)
    // Twenty milliseconds of patience in `receive`.
    var patience = timeval(tv_sec: 0, tv_usec: 20_000)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
  }

  static func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    return address
  }

  static var now: Instant {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Instant(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
  }

  var peer: UInt16?

  func connect(to port: UInt16) { peer = port }

  /// Whether anybody is there yet is not its business: DTLS sends again.
  func send(_ bytes: [UInt8], to port: UInt16? = nil) {
    var address = Self.loopback(port ?? peer ?? 0)
    _ = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(descriptor, bytes, bytes.count, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  func receive() -> ([UInt8], UInt16)? {
    var buffer = [UInt8](repeating: 0, count: 20_000)
    var address = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let count = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        recvfrom(descriptor, &buffer, buffer.count, 0, $0, &size)
      }
    }
    guard count >= 0 else { return nil }
    return (Array(buffer.prefix(count)), UInt16(bigEndian: address.sin_port))
  }

  deinit { close(descriptor) }
}

/// A shell's script beside the test, for half a minute at most.
private final class Shell {
  private let process = Process()
  private let folder: TemporaryFolder

  init(_ script: String, _ arguments: [String] = []) throws {
    folder = try TemporaryFolder()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
    process.arguments = ["-s", "KILL", "30", "/bin/sh", "-c", script, "sh"] + arguments
    process.standardInput = FileHandle.nullDevice
    let out = FileHandle(forWritingAtPath: try folder.write("out", []))
    process.standardOutput = out
    process.standardError = out
    try process.run()
  }

  /// What it has printed so far, complaints included.
  var output: String {
    (try? String(contentsOfFile: "\(folder.path)/out", encoding: .utf8)) ?? ""
  }

  func finish() -> String {
    process.waitUntilExit()
    return output
  }

  // `timeout` leads a process group of its own.
  deinit { kill(-process.processIdentifier, SIGKILL) }
}
