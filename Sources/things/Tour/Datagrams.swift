// SPDX-License-Identifier: Apache-2.0
import CoAP
import DTLS
import Foundation
import Network
import OpenSSLBackend
import Primitives
import TLS

/// The device becomes a server: its readings over CoAP, through DTLS, asked for through each
/// engine with a certificate, and once with a key that was shared before.
struct Datagrams {
  var cast: Cast

  func run() async throws -> [String] {
    var configuration = try cast.server()
    configuration.transport = .datagrams(DatagramOptions())
    var facts: [String] = []
    facts += try await serve(try OpenSSLEngine(configuration, role: .server)) { port in
      var facts: [String] = []
      for engine in DatagramEngineChoice.allCases {
        var configuration = try cast.client()
        configuration.transport = .datagrams(DatagramOptions())
        facts.append(try await engine.run(Ask(configuration: configuration, port: port)))
      }
      try await refused(port)
      return facts
    }
    let key = (0..<16).map { _ in UInt8.random(in: 0...255) }
    let keyed = try OpenSSLEngine(shared(key), role: .server)
    facts += try await serve(keyed) { port in
      let ask = Ask(configuration: try shared(key), port: port)
      return [try await DatagramEngineChoice.mbedtls.run(ask)]
    }
    return facts
  }

  private func shared(_ key: [UInt8]) throws -> TLSConfiguration {
    var configuration = TLSConfiguration()
    configuration.preSharedKeys = [
      PreSharedKey(identity: Array(cast.serial.utf8), key: Secret(copying: key.span))
    ]
    configuration.suites = [CipherSuite(code: 0xC0A8)]
    configuration.transport = .datagrams(DatagramOptions())
    return configuration
  }

  private func serve(
    _ engine: OpenSSLEngine, _ work: (_ port: Int) async throws -> [String]
  ) async throws -> [String] {
    let (secret, house) = (try randomSecret(), House())
    let listener = try await UDP.serve(port: 0) {
      try SecureCoAPHost<OpenSSLEngine, OpenSSLCrypto.SHA256>(
        engine, house.resources, secret: secret.span)
    } onEvent: { host, peer, event, bytes, now in
      guard case .coap(let event) = event,
        let (request, answer) = house.answer(event, bytes)
      else { return }
      try? host.respond(
        to: request, of: peer, answer.code, options: answer.options,
        payload: answer.payload.span, now: now)
    }
    let outcome: Result<[String], any Error>
    do { outcome = .success(try await work(listener.port)) } catch { outcome = .failure(error) }
    await listener.close()
    return try outcome.get()
  }

  /// The forged device, over datagrams.
  private func refused(_ port: Int) async throws {
    var configuration = try cast.client(as: "forged")
    configuration.transport = .datagrams(DatagramOptions())
    let engine = try OpenSSLEngine(configuration, role: .client)
    do {
      let link = try await CoAPLink.open(host: "localhost", port: port, through: engine)
      await link.close()
    } catch let error as TLSError {
      Terminal.good("the forged device is refused here too: \(error.cause.alertName)")
      return
    }
    throw Forge.Accepted()
  }
}

extension TLSError.Cause {
  fileprivate var alertName: String {
    if case .peerAlert(let alert) = self { "\(alert)" } else { "no alert" }
  }
}

/// One question, through one engine.
private struct Ask: DatagramEngineWork {
  var configuration: TLSConfigurationBox
  var port: Int

  init(configuration: consuming TLSConfiguration, port: Int) {
    self.configuration = TLSConfigurationBox(configuration)
    self.port = port
  }

  func run<Engine: DTLSEngine>(_: Engine.Type) async throws -> String {
    let engine = try Engine(configuration.value, role: .client)
    let link = try await CoAPLink.open(host: "localhost", port: port, through: engine)
    var options = OptionList()
    options.append(.uriPath, text: "sensors")
    options.append(.uriPath, text: "uptime")
    let answer = try await link.ask(.get, options)
    await link.close()
    guard answer.code == .content, let agreed = link.negotiated else {
      throw CoAPLink.Answer.Refusal(code: answer.code)
    }
    let reading = String(decoding: answer.payload, as: UTF8.self)
    Terminal.good("\("\(Engine.name)".bold): uptime is \(reading)")
    Terminal.fact("agreed on", "\(agreed.version), \(agreed.suite)")
    return "\(Engine.name): \(agreed.version), \(agreed.suite), uptime \(reading)"
  }
}

/// A configuration that work can carry along.
final class TLSConfigurationBox: Sendable {
  let value: TLSConfiguration

  init(_ value: consuming TLSConfiguration) { self.value = value }
}
