// SPDX-License-Identifier: Apache-2.0
import MbedTLSBackend
import TLS
import TestSupport
import Testing
import Wire

/// What this build of mbedTLS lacks is refused before the first byte, and its limit of
/// one record a call is not ours.
@Suite(.peer("openssl", package: "openssl"))
struct MbedLimitsTests {
  let root, server: FlawedPKI.Identity

  init() throws {
    let pki = try FlawedPKI.shared.get()
    (root, server) = (pki.root, pki.server)
  }

  func ours() -> TLSConfiguration {
    var ours = TLSConfiguration()
    ours.roots = [root.certificate]
    ours.expectedName = .dns(Array("localhost".utf8))
    return ours
  }

  func theirs() -> TLSConfiguration {
    var theirs = TLSConfiguration()
    theirs.chain = [server.certificate]
    theirs.privateKey = server.secret
    theirs.clientCertificate = .none
    return theirs
  }

  func causeOfRefusing(_ configuration: borrowing TLSConfiguration) -> TLSError.Cause? {
    do throws(TLSError) {
      _ = try MbedTLSEngine(configuration, role: .client)
      return nil
    } catch {
      return error.cause
    }
  }

  @Test func aVersionThatTheLibraryLacksIsRefused() {
    var ours = ours()
    ours.versions = .tls13 ... .tls13
    let isMissing = MbedTLSEngine.versions.upperBound < .tls13
    #expect(causeOfRefusing(ours) == (isMissing ? .configuration(.versions) : nil))
  }

  @Test(arguments: [
    (0xC02B as UInt16, nil as TLSError.Cause?), (0xC0AE, nil),
    // No authenticated encryption, no forward secrecy, no such suite.
    (0xC023, .configuration(.suites)), (0x009C, .configuration(.suites)),
    (0x5A5A, .configuration(.suites)),
  ])
  func onlySuitesOfThePolicyAreOffered(suite: UInt16, refusal: TLSError.Cause?) {
    var ours = ours()
    ours.versions = .tls12 ... .tls12
    ours.suites = [CipherSuite(code: suite)]
    #expect(causeOfRefusing(ours) == refusal)
  }

  @Test func aProtocolNameWithAZeroCannotBeSaid() {
    var ours = ours()
    ours.applicationProtocols = [[0x6D, 0, 0x71]]
    #expect(causeOfRefusing(ours) == .configuration(.applicationProtocols))
  }

  @Test func whatFollowsACertificateIsNotIgnored() {
    var ours = ours()
    ours.roots = [root.certificate + [0]]
    #expect(causeOfRefusing(ours) == .configuration(.roots))
  }

  /// 2.28 would offer CBC, and suites without forward secrecy, if it were not told.
  @Test func aClientHelloOffersWhatThePolicySays() throws {
    var ours = ours()
    ours.versions = .tls12 ... .tls12
    var channel = try MbedTLSEngine(ours, role: .client).makeChannel()
    let hello = channel.departing()
    // Behind the record and handshake headers, version, random, empty session.
    let suites = hello[44..<46].reduce(0) { $0 << 8 | Int($1) }
    let offered = stride(from: 46, to: 46 + suites, by: 2).map {
      UInt16(hello[$0]) << 8 | UInt16(hello[$0 + 1])
    }
    // TLS_EMPTY_RENEGOTIATION_INFO_SCSV is no suite.
    #expect(offered.filter { $0 != 0x00FF }.allSatisfy { CipherSuite(code: $0).name != nil })
    #expect(offered.contains(0xC02B))
    // supported_groups: X25519, P-256, P-384, P-521 in a list of 8 bytes.
    #expect(hello.contains(run: [0, 10, 0, 10, 0, 8, 0, 29, 0, 23, 0, 24, 0, 25]))
    // signature_algorithms: hash numbers 4, 5 and 6 only (RFC 5246, 7.4.1.4.1).
    let start = try #require(hello.indices.first { hello[$0...].starts(with: [0, 13, 0]) })
    let count = Int(hello[start + 5])
    let hashes = stride(from: start + 6, to: start + 6 + count, by: 2).map { hello[$0] }
    #expect(!hashes.isEmpty && hashes.allSatisfy { (4...6).contains($0) })
  }

  @Test func manyThreadsShareAnEngine() async throws {
    let client = try MbedTLSEngine(ours(), role: .client)
    let server = try MbedTLSEngine(theirs(), role: .server)
    let connected = try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<40 {
        group.addTask {
          var ends = (client: Ending.waiting, server: Ending.waiting)
          var ours = try client.makeChannel()
          var theirs = try server.makeChannel()
          talk(&ours, &theirs, &ends)
          return ends == (.connected, .connected)
        }
      }
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(connected == 40)
  }

  @Test(arguments: [1, 17, 16_384, 100_000])
  func manyRecordsPassThroughBuffersOfAnySize(room: Int) throws {
    var random = SeededRandom(seed: 1)
    let sent = random.bytes(room == 1 ? 20_000 : 200_000)
    var client = try MbedTLSEngine(ours(), role: .client).makeChannel()
    var server = try MbedTLSEngine(theirs(), role: .server).makeChannel()
    var endings = (client: Ending.waiting, server: Ending.waiting)
    for _ in 0..<20 where endings != (.connected, .connected) {
      server.take(client.departing(&endings.client, room: room), &endings.server)
      client.take(server.departing(&endings.server, room: room), &endings.client)
    }
    #expect(endings == (.connected, .connected))

    try client.send(sent.span)
    let wire = client.departing(&endings.client, room: room)
    var received: [UInt8] = []
    // TCP cuts where it likes.
    var rest = wire[...]
    while !rest.isEmpty {
      let piece = Array(rest.prefix(Int.random(in: 1...20_000, using: &random)))
      rest = rest.dropFirst(piece.count)
      server.take(piece, &endings.server)
      received += server.departing(&endings.server, room: room)
    }
    expectSame(received, sent)
    #expect(endings.server == .connected)
  }
}
