// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import DTLS
import MbedTLSBackend
import OpenSSLBackend

/// The DTLS engines, as `--engine` spells them.
enum DatagramEngineChoice: String, CaseIterable, ExpressibleByArgument {
  case openssl, mbedtls

  static var names: String { allCases.map(\.rawValue).joined(separator: " or ") }

  /// Runs generic work over the engine that was chosen.
  func run<Work: DatagramEngineWork>(_ work: Work) async throws -> Work.Result {
    switch self {
    case .openssl: try await work.run(OpenSSLEngine.self)
    case .mbedtls: try await work.run(MbedTLSEngine.self)
    }
  }
}

/// Work over datagrams that is the same for every engine.
protocol DatagramEngineWork {
  associatedtype Result
  func run<Engine: DTLSEngine>(_ engine: Engine.Type) async throws -> Result
}
