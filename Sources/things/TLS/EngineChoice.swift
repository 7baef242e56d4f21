// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BookEngine
import MbedTLSBackend
import OpenSSLBackend
import Primitives
import TLS

/// The TLS engines, as `--engine` spells them.
enum EngineChoice: String, CaseIterable, ExpressibleByArgument {
  case book, openssl, mbedtls

  /// Runs generic work over the engine that was chosen, and the book's own over a provider.
  func run<Work: EngineWork>(
    _ work: Work, over crypto: CryptoChoice = .openssl
  ) async throws -> Work.Result {
    switch self {
    case .book:
      switch crypto {
      case .portable: try await work.run(BookEngine<PortableCrypto>.self)
      case .openssl: try await work.run(BookOverOpenSSL.self)
      case .mbedtls: try await work.run(BookEngine<MbedTLSCrypto>.self)
      }
    case .openssl: try await work.run(OpenSSLEngine.self)
    case .mbedtls: try await work.run(MbedTLSEngine.self)
    }
  }
}

/// Work that is the same for every engine.
protocol EngineWork {
  associatedtype Result
  func run<Engine: TLSEngine>(_ engine: Engine.Type) async throws -> Result
}

/// Whose TLS, and over whose cryptography.
struct EngineOptions: ParsableArguments {
  @Option(help: "Whose TLS: \(EngineChoice.allCases.map(\.rawValue).joined(separator: ", ")).")
  var engine = EngineChoice.openssl

  @Option(
    help: "Whose cryptography the book's engine stands on: portable, openssl (default) or mbedtls.")
  var crypto: CryptoChoice?

  func validate() throws {
    guard let crypto, crypto.rawValue != engine.rawValue, engine != .book else { return }
    throw ValidationError(
      "\(engine.rawValue)'s engine has its own cryptography; leave out --crypto \(crypto.rawValue), "
        + "or take the book's engine with --engine book")
  }

  func run<Work: EngineWork>(_ work: Work) async throws -> Work.Result {
    try await engine.run(work, over: crypto ?? .openssl)
  }
}
