// SPDX-License-Identifier: Apache-2.0
import BookEngine
import Foundation
import MbedTLSBackend
import OpenSSLBackend
import Primitives
import TLS
import Testing

/// An engine under test; a new one joins with one line in `all`.
struct Engine: Sendable, CustomTestStringConvertible {
  /// The book's engine over one provider; over the others too where there is time, for
  /// `MatrixTests` and the conformance suite have every provider in each run.
  static let all =
    [
      Engine(OpenSSLEngine.self), Engine(MbedTLSEngine.self),
      Engine(BookEngine<OpenSSLCrypto>.self, over: OpenSSLCrypto.self),
    ]
    + (ProcessInfo.processInfo.environment["THINGS_EXTENDED"] == nil
      ? []
      : [
        Engine(BookEngine<PortableCrypto>.self, over: PortableCrypto.self),
        Engine(BookEngine<MbedTLSCrypto>.self, over: MbedTLSCrypto.self),
      ])

  let name: String
  var isBooks: Bool { name.hasPrefix("book") }
  let versions: ClosedRange<TLSVersion>
  let abilities: EngineAbilities
  /// A context, from which fresh channels come, or those of a session of before.
  let peers: @Sendable (Setup) throws -> (TLSSession?) throws -> any Endpoint

  init<E: TLSEngine>(_ engine: E.Type, over crypto: (any CryptoProvider.Type)? = nil) {
    name = crypto.map { "\(E.name) over \($0.name)" } ?? "\(E.name)"
    versions = E.versions
    abilities = E.abilities
    peers = { setup in
      let context = try E(setup.configuration, role: setup.role)
      return { ChannelEndpoint<E>(try context.makeChannel(resuming: $0)) }
    }
  }

  func context(_ setup: Setup) throws -> () throws -> any Endpoint {
    let peers = try peers(setup)
    return { try peers(nil) }
  }

  func connect(_ setup: Setup) throws -> any Endpoint { try peers(setup)(nil) }

  var testDescription: String { name }
}

/// A client's engine and a server's, at a version that both speak.
struct Pairing: Sendable, CustomTestStringConvertible {
  let client, server: Engine
  let version: TLSVersion

  static let all = Engine.all.flatMap { client in
    Engine.all.flatMap { server in
      [TLSVersion.tls12, .tls13]
        .filter { client.versions.contains($0) && server.versions.contains($0) }
        .map { Pairing(client: client, server: server, version: $0) }
    }
  }

  var testDescription: String { "\(client.name) to \(server.name), \(version)" }

  /// Both sides keep to this version, unless they are told otherwise.
  func link(
    _ client: Setup? = nil, _ server: Setup? = nil, splits: Splits = .none
  ) throws -> Link {
    let client = try client ?? Setup.client().with(\.versions, version...version)
    let server = try server ?? Setup.server().with(\.versions, version...version)
    return Link(
      client: try self.client.connect(client), server: try self.server.connect(server),
      splits: splits)
  }

  /// One pair of contexts for many links.
  func links() throws -> () throws -> Link {
    let setups = try setups()
    let client = try client.context(setups.client)
    let server = try server.context(setups.server)
    return { Link(client: try client(), server: try server(), splits: .none) }
  }

  func setups() throws -> (client: Setup, server: Setup) {
    (
      try Setup.client().with(\.versions, version...version),
      try Setup.server().with(\.versions, version...version)
    )
  }
}
