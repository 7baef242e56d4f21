// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TLS

/// Work with an engine that is made already.
protocol TLSWork {
  func run<Engine: TLSEngine>(through engine: Engine) async throws
}

extension EngineOptions {
  /// Makes the engine and has the work done, under observation if the laboratory wants a trace.
  func run<Work: TLSWork>(
    _ work: Work, as role: TLSRole, with configuration: consuming TLSConfiguration,
    _ lab: LabOptions
  ) async throws {
    let configuration = TLSConfigurationBox(configuration)
    try await run(Making(work: work, role: role, configuration: configuration))
  }
}

private struct Making<Work: TLSWork>: EngineWork {
  var work: Work
  var role: TLSRole
  var configuration: TLSConfigurationBox

  func run<Engine: TLSEngine>(_: Engine.Type) async throws {
    try await work.run(through: Engine(configuration.value, role: role))
  }
}
