// SPDX-License-Identifier: Apache-2.0
import OpenSSLBackend
import Primitives
import SystemRandom
import TLS
import Wire

/// A context of the book's own engine, whose connections live at a moment of the test's choice.
final class BookSide: Sendable {
  let context: TLSContext<OpenSSLCrypto>

  init(_ setup: Setup, _ sealer: TicketSealer? = nil, _ filter: ReplayFilter? = nil) throws {
    var configuration = setup.configuration
    configuration.verificationTime = nil
    configuration.ticketSealer = sealer
    configuration.replayFilter = filter
    context = try TLSContext(configuration, role: setup.role)
  }

  /// `later`: seconds after the moment at which the suite lives.
  func connect(resuming session: TLSSession? = nil, later: Int64 = 0) throws -> BookPeer {
    BookPeer(
      try TLSChannel(
        context, random: SystemRandom(), date: PKI.now + later, now: Instant(nanoseconds: 0),
        resuming: session, observer: NoObserver()))
  }
}

/// One side of a connection that can do all that a channel of ours can.
final class BookPeer: Endpoint {
  private(set) var connected: NegotiatedParameters?
  private(set) var received: [UInt8] = []
  private(set) var receivedEarly: [UInt8] = []
  private(set) var sessions: [TLSSession] = []
  private(set) var isClosed = false
  private(set) var error: TLSError?
  var room = 4096
  private var channel: TLSChannel<OpenSSLCrypto, SystemRandom, NoObserver>

  init(_ channel: consuming TLSChannel<OpenSSLCrypto, SystemRandom, NoObserver>) {
    self.channel = channel
  }

  private func noting(_ verb: () throws(TLSError) -> Void) {
    do throws(TLSError) { try verb() } catch { self.error = self.error ?? error }
  }

  func handle(_ bytes: [UInt8]) {
    noting { () throws(TLSError) in
      try channel.handle(bytes.span, now: Instant(nanoseconds: 0))
    }
  }

  func handleEnd() { noting { () throws(TLSError) in try channel.handleEnd() } }
  func send(_ bytes: [UInt8]) { noting { () throws(TLSError) in try channel.send(bytes.span) } }
  func close() { noting { () throws(TLSError) in try channel.close() } }
  func send(early bytes: [UInt8]) {
    noting { () throws(TLSError) in try channel.send(earlyData: bytes.span) }
  }
  func updateKeys() {
    noting { () throws(TLSError) in try channel.updateKeys(requestingPeers: true) }
  }

  func departing() -> [UInt8] {
    var departing: [UInt8] = []
    while true {
      var output = Output<ChannelEvent>.wait(until: nil)
      let piece = [UInt8](capacity: room) { output = channel.poll(into: &$0) }
      switch output {
      case .transmit: departing += piece
      case .event(.connected(let parameters)): connected = parameters
      case .event(.applicationData): received += piece
      case .event(.session(let session)): sessions.append(session)
      case .event(.earlyData): receivedEarly += piece
      case .event(.closed): isClosed = true
      case .bufferTooSmall(let needed): room = needed
      case .wait: return departing
      }
    }
  }
}

/// Lets two talk until both are silent.
func settle(_ client: any Endpoint, _ server: any Endpoint) {
  Link(client: client, server: server, splits: .none).settle()
}

/// A vault that the tests of one thread open and seal with.
final class TestVault: @unchecked Sendable {
  private var vault: TicketVault<OpenSSLCrypto>

  init(lifetime: UInt32 = 600) { vault = TicketVault(lifetime: lifetime) }

  var sealer: TicketSealer {
    TicketSealer(
      seal: { purpose, contents, date throws(CryptoError) in
        var random = SystemRandom()
        return try self.vault.seal(purpose, contents, date: date, using: &random)
      },
      open: { purpose, sealed, date throws(CryptoError) in
        try self.vault.open(purpose, sealed, date: date)
      })
  }
}

/// A register at a moment of the test's choice.
final class TestRegister: @unchecked Sendable {
  private var register = StrikeRegister(
    capacity: 64, startedAt: Instant(nanoseconds: 0))
  var now = Instant(nanoseconds: 0) + .seconds(100)
  private(set) var answers: [Bool] = []

  var filter: ReplayFilter {
    ReplayFilter { thing, _ in
      let answer = self.register.isFirst(thing, at: self.now)
      self.answers.append(answer)
      return answer
    }
  }
}
