// SPDX-License-Identifier: Apache-2.0
import MbedTLSBackend
import OpenSSLBackend
import Primitives
import TLS

/// Work with an engine that is made already, and what it is watched by, if it is.
protocol TLSWork {
  func run<Engine: TLSEngine>(through engine: Engine, _ traces: Traces?) async throws
}

extension EngineOptions {
  /// Makes the engine and has the work done.
  func run<Work: TLSWork>(
    _ work: Work, as role: TLSRole, with configuration: consuming TLSConfiguration,
    _ lab: LabOptions
  ) async throws {
    let configuration = TLSConfigurationBox(configuration)
    guard let traces = lab.traces(of: role) else {
      return try await run(Making(work: work, role: role, configuration: configuration))
    }
    do {
      switch crypto ?? .openssl {
      case .portable:
        let engine = try TracedEngine<PortableCrypto>(configuration.value, role: role, for: traces)
        try await work.run(through: engine, traces)
      case .openssl:
        let engine = try TracedEngine<OpenSSLCrypto>(configuration.value, role: role, for: traces)
        try await work.run(through: engine, traces)
      case .mbedtls:
        let engine = try TracedEngine<MbedTLSCrypto>(configuration.value, role: role, for: traces)
        try await work.run(through: engine, traces)
      }
    } catch {
      // A handshake that failed is the one to look at; and its failure is the one to tell.
      try? traces.write()
      throw error
    }
    try traces.write()
  }
}

private struct Making<Work: TLSWork>: EngineWork {
  var work: Work
  var role: TLSRole
  var configuration: TLSConfigurationBox

  func run<Engine: TLSEngine>(_: Engine.Type) async throws {
    try await work.run(through: Engine(configuration.value, role: role), nil)
  }
}
