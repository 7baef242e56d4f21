// needs: 02-Wire 03-Primitives 04-Identity 05-Certificates 06-TLS
// SPDX-License-Identifier: Apache-2.0
import Certificates
import Identity
import Primitives
import TLS
import Wire

// Whole machines of both roles and both versions, fed with what a peer might say. The first byte
// is the scene: who is under test, and how the two know each other. The second is how the bytes
// are cut. The rest comes from the network.
//
// The cryptography is a toy: every digest is the same, every signature is good, and what is sealed
// is not changed. So the bytes behind a record's header are plaintext messages sealed under the
// right keys, whatever the keys are, and no state is out of reach.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Span(_unsafeElements: UnsafeBufferPointer(start: start, count: count))
  guard count > 2 else { return 0 }
  var test = Subject(Scene(input[0]))
  test.play(input.extracting(2...), cut: Int(input[1]) + 1)
  return 0
}

/// How two toys know each other, and who of them is under test.
struct Scene: Equatable {
  enum Mode: UInt8, CaseIterable {
    case mutual, serverOnly, bareKeys, sharedKey, sharedKeyAlone, resumed, cookie, small
  }

  let role: TLSRole
  let mode: Mode
  let version: TLSVersion

  init(_ byte: UInt8) {
    role = byte & 1 == 0 ? .server : .client
    mode = Mode.allCases[Int(byte >> 1 & 7)]
    version = byte & 16 == 0 ? .tls13 : .tls12
  }

  static var all: [UInt8] { Array(0..<32) }
}

struct Subject: ~Copyable {
  private var channel: TLSChannel<Toy, ToyRandom, NoObserver>
  private var isConnected = false
  private var isClosed = false
  private var failure: TLSError?
  private(set) var said: [UInt8] = []
  private(set) var sessions: [TLSSession] = []

  init(_ scene: Scene) {
    let stage = Stage.of(scene)
    do {
      channel = try TLSChannel(
        scene.role == .client ? stage.client : stage.server, random: ToyRandom(), date: Stage.now,
        now: Instant(nanoseconds: 0),
        resuming: scene.role == .client ? stage.session : nil, observer: NoObserver())
      if scene.role == .client, stage.session != nil, scene.version == .tls13 {
        try channel.send(earlyData: [1, 2, 3].span)
      }
    } catch { preconditionFailure("\(error)") }
  }

  mutating func play(_ bytes: Span<UInt8>, cut: Int) {
    poll()
    var given = 0
    while given < bytes.count {
      let end = min(given + cut, bytes.count)
      hear(bytes.extracting(given..<end))
      given = end
    }
    do throws(TLSError) { try channel.handleEnd() } catch {
      precondition(failure == nil || error == failure, "another error than before")
    }
    poll()
    precondition(said.count < 1 << 18, "it talks too much")
  }

  mutating func hear(_ bytes: Span<UInt8>) {
    do throws(TLSError) {
      try channel.handle(bytes, now: Instant(nanoseconds: 0))
      precondition(failure == nil, "it goes on after an error")
    } catch {
      precondition(failure == nil || error == failure, "another error than before")
      precondition(!"\(error)".isEmpty)
      failure = error
    }
    poll()
  }

  mutating func poll() {
    while true {
      var output = Output<ChannelEvent>.wait(until: nil)
      let piece = [UInt8](capacity: 4096) { output = channel.poll(into: &$0) }
      switch output {
      case .transmit: said += piece
      case .event(.connected):
        precondition(!isConnected, "connected twice")
        isConnected = true
      case .event(.applicationData): precondition(isConnected && !piece.isEmpty)
      case .event(.earlyData): precondition(!isConnected && !piece.isEmpty)
      case .event(.session(let session)): sessions.append(session)
      case .event(.closed):
        precondition(isConnected && !isClosed)
        isClosed = true
      case .bufferTooSmall: preconditionFailure("4096 bytes are enough for anybody")
      case .wait: return
      }
    }
  }

  mutating func close() {
    try? channel.send([4, 5, 6].span)
    try? channel.close()
    poll()
  }
}

/// Two contexts that fit each other.
final class Stage: @unchecked Sendable {
  static let now: Int64 = 1_800_000_000
  nonisolated(unsafe) private static var known: [Stage?] = Array(repeating: nil, count: 32)

  let client, server: TLSContext<Toy>
  private(set) var session: TLSSession?

  static func of(_ scene: Scene) -> Stage {
    let place = Int(scene.mode.rawValue) + (scene.version == .tls13 ? 0 : 16)
    if let stage = known[place] { return stage }
    do {
      let stage = try Stage(scene)
      known[place] = stage
      if scene.mode == .resumed, scene.version == .tls13 { stage.session = first(scene) }
      return stage
    } catch { preconditionFailure("\(error)") }
  }

  /// What a client is given by the first of two handshakes.
  private static func first(_ scene: Scene) -> TLSSession? {
    var client = Subject(Scene(scene.mode.rawValue << 1 | 1))
    var server = Subject(Scene(scene.mode.rawValue << 1))
    talk(&client, &server)
    return client.sessions.first
  }

  private init(_ scene: Scene) throws {
    let pki = ToyPKI.shared
    var client = TLSConfiguration()
    var server = TLSConfiguration()
    server.clientCertificate = scene.mode == .serverOnly ? .none : .required
    switch scene.mode {
    case .sharedKey, .sharedKeyAlone:
      let key = PreSharedKey(
        identity: [7], key: Secret(copying: [UInt8](repeating: 1, count: 32).span))
      (client.preSharedKeys, server.preSharedKeys) = ([key], [key])
      if scene.mode == .sharedKeyAlone {
        (client.preSharedKeyModes, server.preSharedKeyModes) = (.alone, .alone)
      }
    case .bareKeys:
      client.privateKey = pki.key()
      server.privateKey = pki.key()
      (client.ownCertificateType, server.ownCertificateType) = (.rawPublicKey, .rawPublicKey)
      (client.trustedKeys, server.trustedKeys) = ([pki.publicKeyInfo], [pki.publicKeyInfo])
    default:
      (client.roots, server.roots) = ([pki.root], [pki.root])
      (client.chain, server.chain) = ([pki.device], [pki.server])
      client.privateKey = pki.key()
      server.privateKey = pki.key()
      client.expectedName = .dns(Array("broker.example".utf8))
    }
    if scene.mode == .resumed {
      (client.resumption, server.resumption) = (
        .tickets(lifetime: 600), .tickets(lifetime: 600)
      )
      if scene.version == .tls13 {
        (client.maximumEarlyData, server.maximumEarlyData) = (100, 100)
      }
    }
    if scene.mode == .cookie { server.asksForCookie = true }
    if scene.mode == .small {
      (client.recordSizeLimit, server.recordSizeLimit) = (64, 64)
      (client.groups, server.groups) = ([.x25519, .secp256r1], [.secp256r1])
      (client.applicationProtocols, server.applicationProtocols) = ([[1], [2]], [[2]])
    }
    client.versions = scene.version...scene.version
    server.versions = scene.version...scene.version
    let sealer = TicketSealer(
      seal: { _, contents, _ throws(CryptoError) in [9] + array(contents) },
      open: { _, sealed, _ throws(CryptoError) in
        guard sealed.count > 0, sealed[0] == 9 else { throw .authenticationFailed }
        return Secret(copying: sealed.extracting(1...))
      })
    server.ticketSealer = sealer
    server.replayFilter = ReplayFilter { _, _ in true }
    self.client = try TLSContext(client, role: .client)
    self.server = try TLSContext(server, role: .server)
  }
}

func array(_ bytes: Span<UInt8>) -> [UInt8] {
  [UInt8](capacity: bytes.count) { out in for i in bytes.indices { out.append(bytes[i]) } }
}

/// Lets two talk until both are silent.
func talk(_ client: inout Subject, _ server: inout Subject) {
  var heard = (client: 0, server: 0)
  client.poll()
  while heard.client < server.said.count || heard.server < client.said.count {
    let up = Array(client.said[heard.server...])
    heard.server = client.said.count
    if !up.isEmpty { server.hear(up.span) }
    let down = Array(server.said[heard.client...])
    heard.client = server.said.count
    if !down.isEmpty { client.hear(down.span) }
  }
}

/// For seeds: what the other side says to the one under test, when all goes well.
func trace(_ byte: UInt8) -> [UInt8] {
  var client = Subject(Scene(byte | 1))
  var server = Subject(Scene(byte & 0xFE))
  talk(&client, &server)
  client.close()
  server.close()
  return Scene(byte).role == .server ? client.said : server.said
}

// MARK: Toys

struct ToyPKI {
  static let shared = ToyPKI()

  let root, server, device, publicKeyInfo: [UInt8]

  init() {
    do {
      var authority = try CertificateAuthority<Toy>(
        name: Name(organization: Array("Toys".utf8), commonName: Array("Root".utf8)),
        key: Toy.P256(privateKey: ToyPKI.secret.span))
      let validity = try Validity(
        notBefore: Time(secondsSince1970: Stage.now - 86_400),
        notAfter: Time(secondsSince1970: Stage.now + 86_400))
      root = try authority.root(
        serialNumber: SerialNumber(random: [UInt8](repeating: 1, count: 16)), validity: validity)
      server = try authority.issue(
        .server([.dns(Array("broker.example".utf8))]),
        to: Name(commonName: Array("broker".utf8)), publicKey: ToyPKI.point,
        serialNumber: SerialNumber(random: [UInt8](repeating: 2, count: 16)), validity: validity)
      device = try authority.issue(
        .device, to: Name(serialNumber: Array("D-1".utf8)), publicKey: ToyPKI.point,
        serialNumber: SerialNumber(random: [UInt8](repeating: 3, count: 16)), validity: validity)
      publicKeyInfo = try SubjectPublicKeyInfo(.ecdsaP256, ToyPKI.point.span).der
    } catch { preconditionFailure("\(error)") }
  }

  static let secret = [UInt8](repeating: 3, count: 32)
  static let point: [UInt8] = [4] + [UInt8](repeating: 5, count: 64)

  func key() -> Secret {
    let key = Toy.P256(privateKey: ToyPKI.secret.span)
    do { return try PrivateKeyInfo(key).der.copy() } catch { preconditionFailure("\(error)") }
  }
}

struct ToyRandom: RandomSource, Sendable {
  mutating func fill(_ out: inout MutableSpan<UInt8>) { for i in out.indices { out[i] = 0x42 } }
}

enum Toy: CryptoProvider {
  static let name: StaticString = "toy"
  typealias SHA256 = ToyHash<Size32>
  typealias SHA384 = ToyHash<Size48>
  typealias SHA512 = ToyHash<Size64>
  typealias HMACSHA256 = ToyCode<Size32>
  typealias HMACSHA384 = ToyCode<Size48>
  typealias HMACSHA512 = ToyCode<Size64>
  typealias HKDFSHA256 = ToyDerivation<Size32>
  typealias HKDFSHA384 = ToyDerivation<Size48>
  typealias HKDFSHA512 = ToyDerivation<Size64>
  typealias AESGCM = ToyAEAD<Size16>
  typealias AESCCM = ToyAEAD<Size16>
  typealias AESCCM8 = ToyAEAD<Size8>
  typealias ChaCha20Poly1305 = ToyAEAD<Size16>
  typealias X25519 = ToyAgreement<Size32>
  typealias P256KeyAgreement = ToyAgreement<Size65>
  typealias P256 = ToySigner<Size65>
  typealias Ed25519 = ToySigner<Size32>
  typealias RSA = ToyVerifier
}

protocol Size { static var count: Int { get } }
enum Size8: Size { static var count: Int { 8 } }
enum Size16: Size { static var count: Int { 16 } }
enum Size32: Size { static var count: Int { 32 } }
enum Size48: Size { static var count: Int { 48 } }
enum Size64: Size { static var count: Int { 64 } }
enum Size65: Size { static var count: Int { 65 } }

@_lifetime(out: copy out)
func give(_ byte: UInt8, _ count: Int, _ out: inout OutputSpan<UInt8>) throws(CryptoError) {
  guard out.freeCapacity >= count else { throw .bufferTooSmall(needed: count) }
  out.append(repeating: byte, count: count)
}

struct ToyHash<S: Size>: HashFunction, ~Copyable {
  static var digestLength: Int { S.count }
  static var blockLength: Int { 64 }
  mutating func update(_ message: Span<UInt8>) {}
  mutating func finish(into out: inout OutputSpan<UInt8>) throws(CryptoError) {
    try give(7, S.count, &out)
  }
  mutating func restore(from other: borrowing Self) {}
}

struct ToyCode<S: Size>: MessageAuthenticationCode, ~Copyable {
  static var codeLength: Int { S.count }
  init(key: Span<UInt8>) {}
  mutating func update(_ message: Span<UInt8>) {}
  mutating func finish(into out: inout OutputSpan<UInt8>) throws(CryptoError) {
    try give(8, S.count, &out)
  }
  mutating func isValid(_ code: Span<UInt8>) -> Bool { !code.isEmpty && code[0] == 8 }
}

struct ToyDerivation<S: Size>: KeyDerivation {
  static var pseudorandomKeyLength: Int { S.count }
  static func extract(salt: Span<UInt8>, keyMaterial: Span<UInt8>) -> Secret {
    Secret(copying: [UInt8](repeating: 6, count: S.count).span)
  }
  static func expand(_ key: Span<UInt8>, info: Span<UInt8>, into out: inout MutableSpan<UInt8>) {
    for i in out.indices { out[i] = 6 }
  }
}

struct ToyAEAD<S: Size>: AEAD, ~Copyable {
  static var nonceLength: Int { 12 }
  static var tagLength: Int { S.count }
  init(key: Span<UInt8>) {}
  mutating func seal(
    _ text: inout MutableSpan<UInt8>, nonce: Span<UInt8>, authenticating data: Span<UInt8>,
    tag: inout MutableSpan<UInt8>
  ) { for i in tag.indices { tag[i] = 0 } }
  mutating func open(
    _ text: inout MutableSpan<UInt8>, nonce: Span<UInt8>, authenticating data: Span<UInt8>,
    tag: Span<UInt8>
  ) throws(CryptoError) {
    for i in tag.indices where tag[i] != 0 {
      wipe(&text)
      throw .authenticationFailed
    }
  }
}

struct ToyAgreement<S: Size>: KeyAgreement, ~Copyable {
  static var privateKeyLength: Int { 32 }
  static var publicKeyLength: Int { S.count }
  static var sharedSecretLength: Int { 32 }
  init(privateKey: Span<UInt8>) {}
  func publicKey(into out: inout OutputSpan<UInt8>) throws(CryptoError) {
    try give(4, S.count, &out)
  }
  func privateKey() -> Secret { Secret(copying: ToyPKI.secret.span) }
  mutating func sharedSecret(with publicKey: Span<UInt8>) throws(CryptoError) -> Secret {
    guard publicKey.count == S.count, publicKey[0] != 0 else { throw .invalidKey }
    return Secret(copying: ToyPKI.secret.span)
  }
}

struct ToySigner<S: Size>: DigestSigner, ~Copyable {
  typealias PublicKey = ToyVerifier
  static var privateKeyLength: Int { 32 }
  static var publicKeyLength: Int { S.count }
  static var maximumSignatureLength: Int { 8 }
  init(privateKey: Span<UInt8>) {}
  func publicKey(into out: inout OutputSpan<UInt8>) throws(CryptoError) {
    for i in 0..<S.count { out.append(ToyPKI.point[i]) }
  }
  func privateKey() -> Secret { Secret(copying: ToyPKI.secret.span) }
  mutating func sign(
    _ message: Span<UInt8>, into out: inout OutputSpan<UInt8>
  ) throws(CryptoError) { try give(9, 8, &out) }
}

/// Believes every signature that begins with a 9.
struct ToyVerifier: DigestVerifier, RSAVerifier, ~Copyable {
  init(publicKey: Span<UInt8>) {}
  mutating func verify(
    _ signature: Span<UInt8>, of message: Span<UInt8>
  ) throws(CryptoError) {
    guard signature.count > 0, signature[0] == 9 else { throw .invalidSignature }
  }
  mutating func verify(
    _ signature: Span<UInt8>, ofDigest digest: Span<UInt8>
  ) throws(CryptoError) { try verify(signature, of: digest) }
  mutating func verify(
    _ signature: Span<UInt8>, of message: Span<UInt8>, padding: RSAPadding, hash: DigestAlgorithm
  ) throws(CryptoError) { try verify(signature, of: message) }
}
