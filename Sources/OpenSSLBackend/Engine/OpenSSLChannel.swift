import COpenSSL
import TLS
import Wire

/// One connection over libssl.
public struct OpenSSLChannel: SecureChannel, ~Copyable, @unchecked Sendable {
  public typealias Event = ChannelEvent
  public typealias Failure = TLSError

  enum Phase {
    case handshaking
    case connected
    case ended
    case failed(TLSError)
  }

  /// It owns the context, and the protocol list that the context points at.
  let engine: OpenSSLEngine
  let session: Session
  let testimony: Testimony
  var phase = Phase.handshaking
  var inbox: Inbox
  var pending = Pending()
  /// When a lost flight is sent again; `nil` if nobody waits for an answer.
  var deadline: Instant?
  /// A server over datagrams that has not had its ClientHello.
  var awaitsHello = false

  /// Events that nobody has polled yet.
  struct Pending {
    var connected: NegotiatedParameters?
    var closed = false
  }

  init(_ session: consuming Session, of engine: OpenSSLEngine) {
    self.engine = engine
    self.session = session
    testimony = Testimony(engine)
    inbox = Inbox(keepingMessages: engine.context.datagrams != nil)
    _ = things_SSL_set_app_data(
      self.session.pointer, Unmanaged.passUnretained(testimony).toOpaque())
  }
}

extension OpenSSLChannel {
  public mutating func handle(_ bytes: Span<UInt8>, now: Instant) throws(TLSError) {
    switch phase {
    case .failed(let error): throw error
    case .ended: return
    case .handshaking, .connected: break
    }
    //= rfc8446#6.1
    //# Any data received after a closure alert has been received MUST be
    //# ignored.
    guard !peerHasClosed, !isNoise(bytes) else { return }
    guard session.put(bytes) else { try fail(TLSError.ofLibrary(.library)) }
    try at(now) { channel throws(TLSError) in
      try channel.enter()
      try channel.step()
    }
  }

  /// TCP repeats what was lost, so TLS over it has no timers.
  public mutating func handleTimeout(now: Instant) throws(TLSError) {
    if engine.context.datagrams != nil { try repeatFlight(now: now) }
  }

  /// Datagrams have no end.
  public mutating func handleEnd() throws(TLSError) {
    guard engine.context.datagrams == nil else { return }
    switch phase {
    case .failed(let error): throw error
    case .ended: return
    case .handshaking: try fail(error(.endedInHandshake))
    case .connected:
      guard peerHasClosed else { try fail(error(.truncated)) }
      phase = .ended
    }
  }

  public mutating func send(_ plaintext: Span<UInt8>) throws(TLSError) {
    guard case .connected = phase, !haveClosed else { throw error(.notConnected) }
    guard !plaintext.isEmpty else { return }
    try checkSize(of: plaintext)
    ERR_clear_error()
    let outcome = plaintext.withUnsafeBufferPointer {
      var written = 0
      return SSL_write_ex(session.pointer, $0.baseAddress, $0.count, &written)
    }
    guard outcome == 1 else { try fail(diagnosis()) }
  }

  public mutating func close() throws(TLSError) {
    switch phase {
    case .failed, .ended: return
    case .handshaking:
      session.forgetOutput()
      phase = .ended
      deadline = nil
    case .connected:
      guard !haveClosed else { return }
      ERR_clear_error()
      //= rfc8446#6.1
      //# Each party MUST send a "close_notify" alert before closing its write
      //# side of the connection, unless it has already sent some error alert.
      guard SSL_shutdown(session.pointer) >= 0 else { try fail(diagnosis()) }
    }
  }

  public mutating func poll(into out: inout OutputSpan<UInt8>) -> Output<ChannelEvent> {
    let departing = session.pendingOutput()
    if departing > 0 {
      let needed = engine.context.datagrams == nil ? 1 : departing
      guard out.freeCapacity >= needed else { return .bufferTooSmall(needed: needed) }
      session.take(into: &out)
      return .transmit
    }
    if let parameters = pending.connected.take() { return .event(.connected(parameters)) }
    if !testimony.sessions.isEmpty {
      return .event(.session(testimony.sessions.removeFirst()))
    }
    if !inbox.isEmpty {
      let needed = inbox.roomNeeded
      guard out.freeCapacity >= needed else { return .bufferTooSmall(needed: needed) }
      inbox.take(into: &out)
      return .event(.applicationData)
    }
    if pending.closed {
      pending.closed = false
      return .event(.closed)
    }
    return .wait(until: deadline)
  }
}

extension OpenSSLChannel {
  var peerHasClosed: Bool { SSL_get_shutdown(session.pointer) & SSL_RECEIVED_SHUTDOWN != 0 }
  var haveClosed: Bool { SSL_get_shutdown(session.pointer) & SSL_SENT_SHUTDOWN != 0 }

  /// As far as the bytes at hand will carry us.
  mutating func step() throws(TLSError) {
    ERR_clear_error()
    defer { ERR_clear_error() }
    if case .handshaking = phase {
      let outcome = SSL_do_handshake(session.pointer)
      guard outcome == 1 else { return try waitOrFail(after: outcome) }
      phase = .connected
      testimony.chain = []
      pending.connected = session.negotiated(by: testimony.identity)
    }
    while true {
      let outcome = inbox.fill(from: session)
      guard outcome == 1 else { return try waitOrFail(after: outcome) }
    }
  }

  private mutating func waitOrFail(after outcome: Int32) throws(TLSError) {
    switch (SSL_get_error(session.pointer, outcome), phase) {
    case (SSL_ERROR_WANT_READ, _): return
    case (SSL_ERROR_ZERO_RETURN, .connected): pending.closed = true
    case (SSL_ERROR_ZERO_RETURN, _): try fail(error(.endedInHandshake))
    // Memory has no errors: a fragment did not fit its message, and libssl has no word for it.
    case (SSL_ERROR_SYSCALL, _) where ERR_peek_error() == 0:
      try fail(error(.protocolViolation(.malformedMessage)))
    default: try fail(diagnosis())
    }
  }

  mutating func fail(_ error: TLSError) throws(TLSError) -> Never {
    phase = .failed(error)
    pending = Pending()
    testimony.sessions = []
    inbox.discard()
    deadline = nil
    throw error
  }

  func error(_ cause: TLSError.Cause) -> TLSError {
    TLSError(cause, peer: engine.role.peer)
  }

  /// The callbacks know best, then the number, then the alert that the peer was sent.
  func diagnosis() -> TLSError {
    let reason = LibraryReason.drain()
    if let refusal = testimony.refusal {
      return TLSError(
        refusal.cause, peer: engine.role.peer, reason: refusal.reason, code: refusal.code)
    }
    let cause =
      reason.cause(inFirstFlight: session.isUnanswered())
      ?? testimony.alert?.causeOfSending ?? .library
    return TLSError(
      cause, peer: engine.role.peer, reason: reason.text, code: Int(bitPattern: reason.code))
  }
}
