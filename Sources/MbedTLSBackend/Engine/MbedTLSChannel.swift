import CMbedTLS
import DTLS
import TLS
import Wire

/// One connection over mbedTLS.
public struct MbedTLSChannel: SecureChannel, ~Copyable, @unchecked Sendable {
  public typealias Event = ChannelEvent
  public typealias Failure = TLSError

  enum Phase {
    case handshaking
    case connected
    case ended
    case failed(TLSError)
  }

  /// It owns all that the library's context points at.
  let context: Context
  let transport: Transport
  let verifier: Verifier
  let timer: RetransmissionTimer
  /// On the heap: the library's own parts point at each other, so it must not move.
  let ssl = UnsafeMutablePointer<mbedtls_ssl_context>.allocate(capacity: 1)

  private var phase = Phase.handshaking
  private var haveClosed = false
  private var peerHasClosed = false
  private var plaintext: Outlet
  private var pending = Pending()
  /// Whether the server's turn to show itself came: not in a session that came back.
  private var isFull: CInt = 0

  /// Events that nobody has polled yet.
  private struct Pending {
    var connected: NegotiatedParameters?
    var sessions: [TLSSession] = []
    var closed = false
  }

  init(
    _ context: Context, now: Instant, resuming session: TLSSession? = nil
  ) throws(TLSError) {
    self.context = context
    transport = Transport(datagrams: context.datagrams != nil)
    plaintext = Outlet(datagrams: context.datagrams != nil)
    verifier = Verifier(context)
    timer = RetransmissionTimer(now: now)
    mbedtls_ssl_init(ssl)
    transport.attach(to: ssl)
    verifier.attach(to: ssl)
    if context.keyLog != nil { things_ssl_set_key_log(ssl, context.exporter) }
    try prepare(session)
  }

  deinit {
    mbedtls_ssl_free(ssl)
    ssl.deallocate()
  }

  private mutating func prepare(_ session: TLSSession?) throws(TLSError) {
    try check(mbedtls_ssl_setup(ssl, context.settings))
    if let datagrams = context.datagrams {
      timer.attach(to: ssl)
      mbedtls_ssl_set_mtu(ssl, UInt16(clamping: datagrams.maximumDatagramSize))
    }
    if case .dns(let name)? = context.expectedName {
      try check(mbedtls_ssl_set_hostname(ssl, name.map(CChar.init(bitPattern:)) + [0]))
    } else {
      // Said aloud: an address is not sent as a name, and the verifier compares it.
      try check(mbedtls_ssl_set_hostname(ssl, nil))
    }
    if let session { try context.resume(session, in: ssl) }
    if context.role == .client { try step() }
  }

  private func check(_ code: CInt) throws(TLSError) {
    guard code == 0 else { throw TLSError(.library, ofLibrary: code) }
  }
}

extension MbedTLSChannel {
  public mutating func handle(_ bytes: Span<UInt8>, now: Instant) throws(TLSError) {
    switch phase {
    case .failed(let error): throw error
    case .ended: return
    case .handshaking, .connected: break
    }
    guard !peerHasClosed, !isNoise(bytes), !isBelated(bytes) else { return }
    timer.now = now
    try bytes.withUnsafeBufferPointer { (bytes) throws(TLSError) in
      transport.arrived = bytes
      defer { transport.arrived = UnsafeBufferPointer(start: nil, count: 0) }
      try step()
    }
  }

  /// The library drops what has no proof, once there is one; before, not everything.
  private func isNoise(_ datagram: Span<UInt8>) -> Bool {
    context.datagrams != nil && isHandshaking && !isSound(datagram, overhead: 0)
  }

  /// The library takes a ClientHello in the middle of a session for a client that starts
  /// anew, and forgets the session; whether it is one the gate has to say.
  private func isBelated(_ datagram: Span<UInt8>) -> Bool {
    guard context.datagrams != nil, context.role == .server, !isHandshaking else {
      return false
    }
    do throws(WireError) {
      let hello = try ClientHello(datagram)
      return hello.record.epoch == 0
    } catch { return false }
  }

  /// TCP repeats what was lost, so TLS over it has no timers; DTLS repeats its flights.
  public mutating func handleTimeout(now: Instant) throws(TLSError) {
    guard let deadline = timer.deadline, deadline <= now, isHandshaking else { return }
    timer.now = now
    try step()
  }

  /// Datagrams have no end that could be cut off.
  public mutating func handleEnd() throws(TLSError) {
    guard context.datagrams == nil else { return }
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
    if context.datagrams != nil {
      let maximum = Int(mbedtls_ssl_get_max_out_record_payload(ssl))
      guard plaintext.count <= maximum else { throw error(.tooLarge(maximum: maximum)) }
    }
    let outcome = plaintext.withUnsafeBufferPointer { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        // At most one record is written at a time.
        let piece = UnsafeBufferPointer(rebasing: rest)
        let written = mbedtls_ssl_write(ssl, piece.baseAddress, piece.count)
        guard written > 0 else { return written }
        rest = rest.dropFirst(Int(written))
      }
      return 0
    }
    guard outcome == 0 else { try fail(diagnosis(of: outcome)) }
  }

  public mutating func close() throws(TLSError) {
    switch phase {
    case .failed, .ended: return
    case .handshaking:
      phase = .ended
      transport.departing.clear()
    case .connected:
      guard !haveClosed else { return }
      haveClosed = true
      let outcome = mbedtls_ssl_close_notify(ssl)
      guard outcome == 0 else { try fail(diagnosis(of: outcome)) }
    }
  }

  public mutating func poll(into out: inout OutputSpan<UInt8>) -> Output<ChannelEvent> {
    if !transport.departing.isEmpty {
      return transport.departing.move(into: &out, as: .transmit)
    }
    if let parameters = pending.connected.take() {
      return .event(.connected(parameters))
    }
    if !pending.sessions.isEmpty {
      return .event(.session(pending.sessions.removeFirst()))
    }
    if !plaintext.isEmpty {
      return plaintext.move(into: &out, as: .event(.applicationData))
    }
    if pending.closed {
      pending.closed = false
      return .event(.closed)
    }
    return .wait(until: isHandshaking ? timer.deadline : nil)
  }
}

extension MbedTLSChannel {
  /// As far as the bytes at hand will carry us.
  private mutating func step() throws(TLSError) {
    while true {
      let before = transport.arrived.count
      transport.beginCall()
      let outcome = isHandshaking ? things_ssl_handshake(ssl, &isFull) : readRecord()
      switch outcome {
      case 0... where isHandshaking: try connect()
      case 0...: break
      case MBEDTLS_ERR_SSL_WANT_READ:
        // It also stops for this after an alert that it ignores, with more at hand; and
        // over datagrams when it has sent a flight again instead of reading.
        let hasRead = before > transport.arrived.count || transport.isForDatagrams
        guard hasRead, !transport.arrived.isEmpty else { return }
      case MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY where !isHandshaking:
        peerHasClosed = true
        pending.closed = true
        return
      case let code where things_ssl_got_ticket(code) != 0: keepSession()
      case let code: try fail(diagnosis(of: code))
      }
    }
  }

  private var isHandshaking: Bool {
    if case .handshaking = phase { true } else { false }
  }

  /// The plaintext of one record, or of none: 0 is an empty one, for our transport
  /// never tells the library of an end.
  private mutating func readRecord() -> CInt {
    let room = plaintext.room(atLeast: Int(MBEDTLS_SSL_IN_CONTENT_LEN))
    let outcome = mbedtls_ssl_read(ssl, room.baseAddress, room.count)
    if outcome > 0 { plaintext.commit(Int(outcome)) }
    return outcome
  }

  private mutating func connect() throws(TLSError) {
    // The library has seen to this; a second look costs nothing.
    let suite = CipherSuite(code: UInt16(truncatingIfNeeded: things_ssl_suite(ssl)))
    guard
      context.preSharedKeys.isEmpty || suite.isForPreSharedKeys,
      !context.verifies || hasPassed && mbedtls_ssl_get_verify_result(ssl) == 0
    else { try fail(error(.certificateRequired)) }
    phase = .connected
    pending.connected = negotiated()
    keepSession()
  }

  /// Whoever comes back has passed before, and its certificate came with the session.
  private var hasPassed: Bool {
    verifier.endEntityPassed || isResumed && mbedtls_ssl_get_peer_cert(ssl) != nil
  }

  private var isResumed: Bool { isFull == 0 }

  private mutating func keepSession() {
    guard let session = context.session(of: ssl) else { return }
    pending.sessions.append(session)
  }

  private mutating func fail(_ error: TLSError) throws(TLSError) -> Never {
    if !haveClosed { tellPeer(error.cause) }
    phase = .failed(error)
    pending = Pending()
    plaintext.clear()
    throw error
  }

  /// The library sends most alerts itself, but stays silent on some faults.
  private func tellPeer(_ cause: TLSError.Cause) {
    guard !transport.hasSentAlert, var alert = cause.alert else { return }
    // certificate_required came with TLS 1.3 (RFC 8446, 6.2).
    if alert.code == 116, things_ssl_version(ssl) <= TLSVersion.tls12.code {
      alert.code = 40
    }
    _ = mbedtls_ssl_send_alert_message(
      ssl, UInt8(MBEDTLS_SSL_ALERT_LEVEL_FATAL), alert.code)
  }

  private func error(_ cause: TLSError.Cause) -> TLSError {
    TLSError(cause, peer: context.role.peer)
  }

  private func negotiated() -> NegotiatedParameters {
    var certificate = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    if let peer = mbedtls_ssl_get_peer_cert(ssl)?.pointee.raw {
      certificate = UnsafeBufferPointer(start: peer.p, count: peer.len)
    }
    let name = mbedtls_ssl_get_alpn_protocol(ssl).map {
      Array(String(cString: $0).utf8)
    }
    var parameters = NegotiatedParameters(
      version: context.datagrams == nil
        ? TLSVersion(code: things_ssl_version(ssl)) : .dtls12,
      suite: CipherSuite(code: UInt16(truncatingIfNeeded: things_ssl_suite(ssl))),
      applicationProtocol: name ?? [], peerCertificate: Array(certificate),
      identity: context.role == .client
        ? context.preSharedKeys.first?.identity ?? [] : transport.identity)
    // In which group the library does not tell.
    parameters.isResumed = isResumed
    return parameters
  }
}
