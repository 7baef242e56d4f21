// SPDX-License-Identifier: Apache-2.0
import Certificates
import Foundation
import MbedTLSBackend
import Network
import OpenSSLBackend
import ProgramSupport
import TLS
import TestSupport
import Testing
import Wire

/// Our engines as servers, with `openssl s_client` at the other end.
@Suite("openssl s_client", .peer("openssl", package: "openssl"), .timeLimit(.minutes(5)))
struct OpenSSLClientTests: Sendable {
  let pki: PKI

  init() throws { pki = try PKI() }

  @Test(
    "verifies us, is verified, and hears an echo through OpenSSL's engine",
    arguments: ["-tls1_2", "-tls1_3"])
  func openssl(version: String) async throws { try await echo(OpenSSLEngine.self, version) }

  @Test("verifies us, is verified, and hears an echo through mbedTLS's engine")
  func mbedtls() async throws { try await echo(MbedTLSEngine.self, "-tls1_2") }

  func echo<Engine: TLSEngine>(_: Engine.Type, _ version: String) async throws {
    let server = try await TCP.listen(port: 0, through: Engine(configuration(), role: .server)) {
      Shout()
    }
    let port = server.port
    let files = ["cert": pki.file("device.pem"), "key": pki.file("device.key")]
    let client = try await onAThread {
      // s_client ends when its input does; the shell keeps the input open until the echo came.
      try TestSupport.run(
        "sh",
        [
          "-c",
          """
          (echo quiet; sleep 2) | openssl s_client -connect 127.0.0.1:\(port) \(version) -quiet \
            -no_ign_eof -verify_return_error -verify_hostname localhost -CAfile "$0" \
            -cert "$1" -key "$2"
          """, pki.file("ca.pem"), files["cert"]!, files["key"]!,
        ])
    }
    #expect(client.outputText.contains("QUIET"), "\(client.errorText)")
    await server.close()
  }

  @Test("without a certificate is turned away")
  func anonymous() async throws {
    let server = try await TCP.listen(
      port: 0, through: OpenSSLEngine(configuration(), role: .server)
    ) { Shout() }
    let port = server.port
    let client = try await onAThread {
      try TestSupport.run(
        "openssl",
        ["s_client", "-connect", "127.0.0.1:\(port)", "-tls1_2", "-CAfile", pki.file("ca.pem")])
    }
    #expect(client.status != 0)
    var arrivals = server.connections.makeAsyncIterator()
    let arrival = try #require(await arrivals.next())
    let error = #expect(throws: TLSError.self) { _ = try arrival.get() }
    #expect(error?.cause == .certificateRequired)
    await server.close()
  }

  func configuration() throws -> TLSConfiguration {
    var configuration = TLSConfiguration()
    configuration.roots = [try der("ca.pem")]
    configuration.chain = [try der("server.pem")]
    let key = [UInt8](try Data(contentsOf: URL(fileURLWithPath: pki.file("server.key"))))
    var reader = PEMReader(key.span)
    configuration.privateKey = try reader.next()?.secret()
    return configuration
  }

  func der(_ name: String) throws -> [UInt8] {
    let text = [UInt8](try Data(contentsOf: URL(fileURLWithPath: pki.file(name))))
    var reader = PEMReader(text.span)
    return try reader.next()?.bytes() ?? []
  }
}

/// Waits for a program without blocking the threads that the server needs.
func onAThread<R: Sendable>(_ work: @escaping @Sendable () throws -> R) async throws -> R {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Result(catching: work)) }
  }
}

/// Answers every letter with its capital.
struct Shout: Machine {
  enum Event: Sendable {}
  enum Failure: Error {}
  private var outbox: [UInt8] = []

  mutating func handle(_ bytes: Span<UInt8>, now: Instant) throws(Failure) {
    for i in bytes.indices {
      outbox.append((0x61...0x7A).contains(bytes[i]) ? bytes[i] & 0xDF : bytes[i])
    }
  }

  mutating func handleTimeout(now: Instant) throws(Failure) {}

  mutating func poll(into out: inout OutputSpan<UInt8>) -> Output<Event> {
    guard !outbox.isEmpty else { return .wait(until: nil) }
    guard out.freeCapacity >= outbox.count else { return .bufferTooSmall(needed: outbox.count) }
    for byte in outbox { out.append(byte) }
    outbox.removeAll(keepingCapacity: true)
    return .transmit
  }
}
