// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import DTLS
import MbedTLSBackend
import OpenSSLBackend
import TLS

/// The TLS engines, as `--engine` spells them.
enum EngineChoice: String, CaseIterable, ExpressibleByArgument {
  case openssl, mbedtls

  /// Runs generic work over the engine that was chosen.
  func run<Work: EngineWork>(_ work: Work) async throws -> Work.Result {
    switch self {
    case .openssl: try await work.run(OpenSSLEngine.self)
    case .mbedtls: try await work.run(MbedTLSEngine.self)
    }
  }
}

/// Work that is the same for every engine.
protocol EngineWork {
  associatedtype Result
  func run<Engine: DTLSEngine>(_ engine: Engine.Type) async throws -> Result
}
