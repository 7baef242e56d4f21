// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// One of our TLS engines, as the command line names it.
public enum TLSEngineName: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case book
  case bookPortable = "book/portable"
  case bookMbedTLS = "book/mbedtls"
  case openssl, mbedtls

  /// The book's own: over each provider in `make test-extended`, over one elsewhere.
  public static let ours: [TLSEngineName] =
    ProcessInfo.processInfo.environment["THINGS_EXTENDED"] == nil
    ? [.book] : [.book, .bookPortable, .bookMbedTLS]
  public static let thirteen: [TLSEngineName] = ours + [.openssl]

  public var arguments: [String] {
    let parts = rawValue.split(separator: "/").map(String.init)
    return ["--engine", parts[0]] + (parts.count > 1 ? ["--crypto", parts[1]] : [])
  }

  public var speaks13: Bool { self != .mbedtls }
  public var testDescription: String { rawValue }
}

/// Certificates, keys and ports for two ends of a TLS connection.
public struct TLSParty: Sendable {
  public let pki: PKI
  /// In hexadecimal, as every program takes it.
  public static let key = "000102030405060708090a0b0c0d0e0f"
  public static let identity = "D-0001"

  public init() throws { pki = try PKI() }

  public func file(_ name: String) -> String { pki.file(name) }

  public var sharedKey: [String] { ["--psk-identity", Self.identity, "--psk", Self.key] }

  /// What one of ours needs to prove itself by certificate, and to judge the other.
  public func certificates(_ name: String) -> [String] {
    ["--roots", file("ca.pem"), "--cert", file("\(name).pem"), "--key", file("\(name).key")]
  }

  /// The public half of a key, for a peer that is to believe it.
  public func publicKey(_ name: String) throws -> String {
    let path = file("\(name).pub")
    let made = try TestSupport.run(
      "openssl", ["pkey", "-in", file("\(name).key"), "-pubout", "-out", path])
    try #require(made.status == 0, "\(made.errorText)")
    return path
  }

  /// `things tls connect`, with something to say, and goodbye in the same breath.
  public func connect(
    _ port: Int, _ engine: TLSEngineName, _ arguments: [String], saying input: String = ""
  ) throws -> Finished {
    try TestSupport.run(
      Things.path,
      ["tls", "connect", "127.0.0.1:\(port)", "--half-close", "--linger", "10"]
        + engine.arguments + arguments,
      input: Array(input.utf8))
  }

  /// `things tls serve`, for as long as some work lasts.
  public func serve(
    _ engine: TLSEngineName, _ arguments: [String],
    sourceLocation: SourceLocation = #_sourceLocation,
    _ work: (_ port: Int, _ server: Background) throws -> Void
  ) throws {
    try withThings(
      ["tls", "serve"] + engine.arguments + arguments, sourceLocation: sourceLocation, work)
  }

  /// Somebody else's server on a port of its own. `input` is a shell command whose output it gets:
  /// many end when their input does.
  public func withPeer(
    _ program: String, _ arguments: (_ port: Int) -> [String], input: String = "sleep 30",
    sourceLocation: SourceLocation = #_sourceLocation,
    _ work: (_ port: Int, _ peer: Background) throws -> Void
  ) throws {
    // Take a port, give it back, and let the server have it.
    let port = try FakeServer(answering: []).port
    let peer = try Background(
      "sh", ["-c", "(\(input)) | exec \"$@\"", "sh", program] + arguments(port))
    try withExtendedLifetime(peer) {
      try #require(
        Background.wait { canConnect(to: port) }, "\(peer.errors)", sourceLocation: sourceLocation)
      try work(port, peer)
    }
  }

  /// `openssl s_server`, which sends each line back, turned round.
  public func withOpenSSL(
    _ arguments: [String], input: String = "sleep 30", turnsLines: Bool = true,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ work: (_ port: Int, _ peer: Background) throws -> Void
  ) throws {
    try withPeer(
      "openssl",
      { ["s_server", "-accept", "127.0.0.1:\($0)"] + (turnsLines ? ["-rev"] : []) + arguments },
      input: input, sourceLocation: sourceLocation, work)
  }

  /// `openssl s_client`, which says something and stays a moment.
  public func openssl(
    _ port: Int, _ arguments: [String], saying input: String = "echo hello", seconds: Double = 1
  ) throws -> Finished {
    try TestSupport.run(
      "sh",
      [
        "-c", "(\(input); sleep \(seconds)) | timeout -s KILL 20 openssl s_client \"$@\"", "sh",
        "-connect", "127.0.0.1:\(port)",
      ] + arguments)
  }

  /// An OCSP response, in DER, for the server's certificate, by our responder for OpenSSL.
  public func stapledAnswer() throws -> String {
    let path = file("answer.der")
    try withThings(["ca", "ocsp", "--directory", pki.folder.path]) { port, _ in
      let asked = try TestSupport.run(
        "openssl",
        [
          "ocsp", "-issuer", file("ca.pem"), "-cert", file("server.pem"), "-CAfile",
          file("ca.pem"), "-url", "http://127.0.0.1:\(port)", "-no_nonce", "-respout", path,
        ])
      try #require(asked.status == 0, "\(asked.errorText)")
    }
    return path
  }
}
