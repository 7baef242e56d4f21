// SPDX-License-Identifier: Apache-2.0
import Identity
import KeyStores
import MbedTLSBackend
import OpenSSLBackend
import Primitives
import Synchronization
import SystemRandom
import TLS
import TestSupport
import Testing

/// The device's key lies in a sealed file, and handshakes are signed there.
@Suite struct StoredKeyTests {
  private let folder: TemporaryFolder
  private let pki: PKI

  init() throws {
    folder = try TemporaryFolder()
    pki = try PKI.shared.get()
  }

  private typealias Store = SealedStore<OpenSSLCrypto, FileMedium, SystemRandom>

  /// A store with the key of `identity` under the label `tls`, wrapped for it as in a factory.
  private func signer(of identity: PKI.Identity) throws -> HandshakeSigner {
    let place = folder.path + "/\(identity.chain[0].count)"
    try inject(Secret(copying: identity.privateKey[36..<68].span), at: place)
    let key = try StoredKey(KeyLabel(Array("tls".utf8).span), in: open(place))
    return try HandshakeSigner(key)
  }

  private func inject(_ privateKey: borrowing Secret, at place: String) throws {
    let label = try KeyLabel(Array("tls".utf8).span)
    var random = SystemRandom()
    var store = try open(place)
    let wrappingKey = try store.wrappingKey()
    let wrapped = try WrappedKey<PortableCrypto>.wrap(
      privateKey, .ecdsaP256, for: wrappingKey.span, using: &random)
    try store.inject(wrapped.span, as: label)
  }

  private func open(_ place: String) throws(KeyStoreError) -> Store {
    try Store(
      FileMedium(image: place + ".sealed", counter: place + ".counter"),
      rootKey: Secret(copying: [UInt8](repeating: 7, count: 32).span), device: [1].span,
      random: SystemRandom())
  }

  private func endpoint(
    _ setup: Setup, _ signer: HandshakeSigner?
  ) throws -> ChannelEndpoint<OpenSSLEngine> {
    var configuration = setup.configuration
    if let signer {
      configuration.privateKey = nil
      configuration.signer = signer
    }
    return ChannelEndpoint(
      try OpenSSLEngine(configuration, role: setup.role).makeChannel())
  }

  @Test(arguments: [TLSVersion.tls12, .tls13])
  func bothSidesProveThemselvesWithKeysThatStay(version: TLSVersion) throws {
    let made = Counter()
    let client = try counted(signer(of: pki.device), made)
    let server = try counted(signer(of: pki.server), made)
    let link = Link(
      client: try endpoint(Setup.client().with(\.versions, version...version), client),
      server: try endpoint(Setup.server().with(\.versions, version...version), server),
      splits: .none)
    link.settle()
    #expect(link.client.error == nil && link.server.error == nil)
    #expect(try #require(link.client.connected).peerCertificate == pki.server.chain[0])
    #expect(try #require(link.server.connected).peerCertificate == pki.device.chain[0])
    #expect(made.count == 2, "one signature from each store")
    link.client.send([1, 2, 3])
    link.settle()
    #expect(link.server.received == [1, 2, 3])
  }

  @Test func aStoreAndMbedTLSMeet() throws {
    let mbed = try MbedTLSEngine(Setup.server().configuration, role: .server)
    let link = Link(
      client: try endpoint(Setup.client(), signer(of: pki.device)),
      server: ChannelEndpoint<MbedTLSEngine>(try mbed.makeChannel()), splits: .every(7))
    link.settle()
    #expect(try #require(link.server.connected).peerCertificate == pki.device.chain[0])
  }

  @Test(arguments: [TLSVersion.tls12, .tls13])
  func aStoreThatRefusesEndsTheHandshake(version: TLSVersion) throws {
    let sound = try signer(of: pki.device)
    let refusing = HandshakeSigner(sound.algorithm, publicKey: sound.publicKey) {
      _, _ throws(KeyStoreError) in throw .unreachable
    }
    let link = Link(
      client: try endpoint(Setup.client().with(\.versions, version...version), refusing),
      server: try endpoint(Setup.server().with(\.versions, version...version), nil),
      splits: .none)
    link.settle()
    #expect(link.client.error?.cause == .library)
    #expect(link.server.connected == nil)
  }

  @Test func anotherStoresKeyIsNoticedBeforeTheFirstByte() throws {
    let error = #expect(throws: TLSError.self) {
      _ = try endpoint(Setup.client(), signer(of: pki.server))
    }
    #expect(error?.cause == .configuration(.keyDoesNotMatchChain))
  }

  @Test func aKeyOfTwoKindsIsRefused() throws {
    let signer = try signer(of: pki.device)
    let short = HandshakeSigner(.ecdsaP256, publicKey: [4]) { _, _ throws(KeyStoreError) in }
    let agrees = HandshakeSigner(.ecdhP256, publicKey: signer.publicKey) {
      _, _ throws(KeyStoreError) in
    }
    for wrong in [short, agrees] {
      let error = #expect(throws: TLSError.self) { _ = try endpoint(Setup.client(), wrong) }
      #expect(error?.cause == .configuration(.signer))
    }
    // Beside a private key, and where the library would want a digest signed.
    var both = try Setup.client().configuration
    both.signer = signer
    expectSignerFault { () throws(TLSError) in _ = try OpenSSLEngine(both, role: .client) }
    both.privateKey = nil
    expectSignerFault { () throws(TLSError) in _ = try MbedTLSEngine(both, role: .client) }
  }

  private func expectSignerFault(_ body: () throws(TLSError) -> Void) {
    do throws(TLSError) {
      try body()
      Issue.record("it was taken")
    } catch { #expect(error.cause == .configuration(.signer)) }
  }

  private func counted(_ signer: HandshakeSigner, _ counter: Counter) -> HandshakeSigner {
    HandshakeSigner(signer.algorithm, publicKey: signer.publicKey) {
      message, out throws(KeyStoreError) in
      counter.add()
      try signer.sign(message, &out)
    }
  }

  private final class Counter: Sendable {
    private let value = Mutex(0)
    var count: Int { value.withLock { $0 } }
    func add() { value.withLock { $0 += 1 } }
  }
}
