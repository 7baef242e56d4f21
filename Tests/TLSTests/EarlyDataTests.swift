// SPDX-License-Identifier: Apache-2.0
import TLS
import Testing
import Wire

/// What comes before the handshake is complete: once, in time, or not at all.
struct EarlyDataTests {
  let vault = TestVault(lifetime: 600)
  let register = TestRegister()
  static let words = Array("open the garage door".utf8)

  private func server(
    _ change: @escaping @Sendable (inout TLSConfiguration) -> Void = { _ in }
  ) throws -> BookSide {
    try BookSide(
      Setup.server().adding {
        $0.resumption = .tickets(lifetime: 600)
        $0.maximumEarlyData = 1000
        $0.applicationProtocols = [[1], [2]]
        change(&$0)
      }, vault.sealer, register.filter)
  }

  private func client(
    _ change: @escaping @Sendable (inout TLSConfiguration) -> Void = { _ in }
  ) throws -> BookSide {
    try BookSide(
      Setup.client().adding {
        $0.resumption = .tickets(lifetime: 600)
        $0.maximumEarlyData = 1000
        $0.applicationProtocols = [[1]]
        change(&$0)
      })
  }

  private func session(_ client: BookSide, _ server: BookSide) throws -> TLSSession {
    let (client, server) = (try client.connect(), try server.connect())
    settle(client, server)
    return try #require(client.sessions.first)
  }

  @Test func isTaken() throws {
    let (client, server) = (try client(), try server())
    let session = try session(client, server)
    let (a, b) = (try client.connect(resuming: session), try server.connect())
    a.send(early: Self.words)
    b.handle(a.departing())
    let answer = b.departing()
    #expect(b.receivedEarly == Self.words)
    #expect(b.connected == nil)
    a.handle(answer)
    settle(a, b)
    #expect(b.connected?.isEarlyDataAccepted == true)
    #expect(a.connected?.isEarlyDataAccepted == true)
    a.send([1, 2, 3])
    settle(a, b)
    #expect(b.received == [1, 2, 3])
  }

  //= rfc8446#8.2
  //# The server MUST derive the storage key only from validated sections
  //# of the ClientHello.
  /// The same bytes a second time, to another connection: the handshake that they begin can
  /// go on, but what came with it is not given out.
  @Test func isNotTakenTwice() throws {
    let (client, server) = (try client(), try server())
    let session = try session(client, server)
    let a = try client.connect(resuming: session)
    a.send(early: Self.words)
    let flight = a.departing()
    let peers = try (0..<3).map { _ in try server.connect() }
    for peer in peers {
      peer.handle(flight)
      _ = peer.departing()
      #expect(peer.error == nil)
    }
    #expect(peers.map(\.receivedEarly) == [Self.words, [], []])
    #expect(register.answers == [true, false, false])
  }

  /// Refused, it is passed over, and the connection stands.
  private func isRefused(
    _ client: BookSide, _ server: BookSide, _ session: TLSSession, later: Int64 = 0,
    clientLater: Int64? = nil, isResumed: Bool = true
  ) throws {
    let a = try client.connect(resuming: session, later: clientLater ?? later)
    let b = try server.connect(later: later)
    a.send(early: Self.words)
    settle(a, b)
    #expect(b.receivedEarly == [])
    #expect(b.connected?.isEarlyDataAccepted == false)
    #expect(a.connected?.isEarlyDataAccepted == false)
    #expect(b.connected?.isResumed == isResumed)
    a.send([4, 5])
    settle(a, b)
    #expect(b.received == [4, 5])
    #expect(a.error == nil && b.error == nil)
  }

  /// A flight that somebody kept back is as old as it is.
  @Test(arguments: [11, 60, 500] as [Int64])
  func isNotTakenLate(delay: Int64) throws {
    let (client, server) = (try client(), try server())
    let session = try session(client, server)
    try isRefused(client, server, session, later: delay, clientLater: 0)
    #expect(register.answers.isEmpty)
  }

  @Test(arguments: [0, 9, 500] as [Int64])
  func isTakenInTime(age: Int64) throws {
    let (client, server) = (try client(), try server())
    let session = try session(client, server)
    let (a, b) = (
      try client.connect(resuming: session, later: age), try server.connect(later: age)
    )
    a.send(early: Self.words)
    settle(a, b)
    #expect(b.receivedEarly == Self.words)
  }

  @Test func wantsTheSameProtocol() throws {
    let (client, first) = (try client(), try server())
    let session = try session(client, first)
    let other = try server { $0.applicationProtocols = [[2]] }
    let b = try other.connect()
    let a = try client.connect(resuming: session)
    a.send(early: Self.words)
    settle(a, b)
    #expect(b.error?.cause == .nothingInCommon(.applicationProtocol))
    #expect(b.receivedEarly == [])
  }

  //= rfc8446#4.2.10
  //# In order to accept early data, the server MUST have accepted a PSK
  //# cipher suite and selected the first key offered in the client's
  //# "pre_shared_key" extension.
  @Test func wantsTheSameSuite() throws {
    let (client, first) = (
      try client(), try server { $0.suites = [CipherSuite(code: 0x1301)] }
    )
    let session = try session(client, first)
    let other = try server { $0.suites = [CipherSuite(code: 0x1303)] }
    try isRefused(client, other, session)
  }

  @Test func whoTakesNonePassesItOver() throws {
    let (client, first) = (try client(), try server())
    let session = try session(client, first)
    try isRefused(client, try server { $0.maximumEarlyData = 0 }, session)
    // A server that cannot read the ticket either.
    let stranger = try BookSide(
      Setup.server().adding {
        $0.resumption = .tickets(lifetime: 600)
        $0.applicationProtocols = [[1]]
      }, TestVault().sealer)
    try isRefused(client, stranger, session, isResumed: false)
  }

  @Test(arguments: [false, true])
  func isPassedOverWhenAskedAgain(cookie: Bool) throws {
    let (client, first) = (try client(), try server())
    let session = try session(client, first)
    let other = try server {
      $0.asksForCookie = cookie
      $0.groups = [.secp256r1]
    }
    try isRefused(client, other, session)
  }

  /// A client that keeps talking is not listened to for ever.
  @Test func hasAnEnd() throws {
    let (client, generous) = (
      try client { $0.maximumEarlyData = 100_000 }, try server { $0.maximumEarlyData = 100_000 }
    )
    let session = try session(client, generous)
    for limit in [1000, 0] {
      let stingy = try server { $0.maximumEarlyData = limit }
      let (a, b) = (try client.connect(resuming: session), try stingy.connect())
      for _ in 0..<90 { a.send(early: [UInt8](repeating: 1, count: 1000)) }
      b.handle(a.departing())
      _ = b.departing()
      #expect(b.error?.cause.alert == Alert(code: 10))
      #expect(b.receivedEarly == [])
      #expect(b.connected == nil)
    }
  }
}
