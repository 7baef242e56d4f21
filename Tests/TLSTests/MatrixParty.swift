// SPDX-License-Identifier: Apache-2.0
import BookEngine
import MbedTLSBackend
import OpenSSLBackend
import Primitives
import TLS
import Testing

/// An engine in the matrix, over one provider of cryptography.
struct MatrixParty: Sendable, CustomTestStringConvertible {
  /// Makes endpoints from one configuration, those of a session of before too.
  typealias Peers = (TLSSession?) throws -> any Endpoint

  let name: String
  let versions: ClosedRange<TLSVersion>
  let abilities: EngineAbilities
  let hasEd25519: Bool
  /// Whose cryptography is in plain Swift.
  let isSlow: Bool
  let lacks: Set<UInt16>
  let peers: @Sendable (borrowing TLSConfiguration, TLSRole) throws -> Peers

  init<E: TLSEngine>(
    _ engine: E.Type, _ name: String, hasEd25519: Bool = true, isSlow: Bool = false,
    lacks: Set<UInt16> = []
  ) {
    self.name = name
    versions = E.versions
    abilities = E.abilities
    self.hasEd25519 = hasEd25519
    self.isSlow = isSlow
    self.lacks = lacks
    peers = { configuration, role in
      let context = try E(configuration, role: role)
      return { ChannelEndpoint<E>(try context.makeChannel(resuming: $0)) }
    }
  }

  var testDescription: String { name }

  /// RFC 8442, which neither library has: ECDHE_PSK with AES-GCM and CCM.
  static let newest: Set<UInt16> = [0xD001, 0xD002, 0xD003, 0xD005]

  static let all = [
    MatrixParty(BookEngine<PortableCrypto>.self, "book on portable", isSlow: true),
    MatrixParty(BookEngine<OpenSSLCrypto>.self, "book on openssl"),
    MatrixParty(BookEngine<MbedTLSCrypto>.self, "book on mbedtls", hasEd25519: false),
    MatrixParty(OpenSSLEngine.self, "openssl", lacks: newest),
    MatrixParty(MbedTLSEngine.self, "mbedtls", hasEd25519: false, lacks: newest),
  ]
}
