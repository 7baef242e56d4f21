import COpenSSL
import CVirtualClock
import DTLS
import TLS
import Wire

extension OpenSSLEngine: DTLSEngine {
  public static var datagramVersions: ClosedRange<TLSVersion> { .tls12 ... .tls12 }

  public func connect(now: Instant) throws(TLSError) -> OpenSSLChannel {
    guard role == .client, let options = context.datagrams else {
      throw TLSError(.configuration(.transport))
    }
    var channel = try begin()
    channel.session.keep(to: options)
    try channel.at(now) { channel throws(TLSError) in try channel.step() }
    return channel
  }

  public func accept(now: Instant) throws(TLSError) -> OpenSSLChannel {
    guard role == .server, let options = context.datagrams else {
      throw TLSError(.configuration(.transport))
    }
    var channel = try begin()
    channel.session.keep(to: options)
    channel.awaitsHello = true
    return channel
  }
}

extension SSLContext {
  /// Every cookie that comes as far as libssl was checked before. It has no callback that
  /// makes cookies, so it can never ask for one.
  borrowing func believeCookies() {
    SSL_CTX_set_cookie_verify_cb(pointer) { _, _, _ in 1 }
  }
}

extension DatagramOptions {
  /// What libssl may take for a datagram of the handshake: its buffer for a flight has
  /// 4,096 bytes, and it counts neither nonce nor tag of a record, of 8 and 16.
  fileprivate var flightSize: Int { min(maximumDatagramSize, 4096) - 24 }
}

extension Session {
  borrowing func keep(to options: DatagramOptions) {
    _ = things_SSL_set_mtu(pointer, options.flightSize)
    DTLS_set_timer_cb(pointer, nextTimeout)
  }

  /// Takes a ClientHello whose cookie was checked before it came here.
  borrowing func listen() -> Bool {
    guard let nobody = BIO_ADDR_new() else { return false }
    defer { BIO_ADDR_free(nobody) }
    return DTLSv1_listen(pointer, nobody) == 1
  }

  /// How long libssl wants to wait for an answer.
  borrowing func patience() -> Duration? {
    var left = timeval()
    guard things_DTLSv1_get_timeout(pointer, &left) == 1 else { return nil }
    return .seconds(left.tv_sec) + .microseconds(left.tv_usec)
  }
}

//= rfc6347#4.2.4.1
//# Implementations SHOULD use an initial timer value of 1 second (the
//# minimum defined in RFC 6298 [RFC6298]) and double the value at each
//# retransmission, up to no less than the RFC 6298 maximum of 60
//# seconds.
/// Microseconds until a flight is sent again: 0 asks for the first time.
private let nextTimeout: DTLS_timer_cb = { session, last in
  guard last == 0 else { return min(last, 30_000_000) * 2 }
  let options = Testimony.of(session)?.engine.context.datagrams
  // libssl takes less than 15 ms for none.
  return UInt32(clamping: max(15_000, options?.initialTimeout.microseconds ?? 1_000_000))
}

extension OpenSSLChannel {
  /// libssl asks its thread what time it is; for as long as `work` takes, we answer.
  mutating func at(
    _ now: Instant, _ work: (inout OpenSSLChannel) throws(TLSError) -> Void
  ) throws(TLSError) {
    guard engine.context.datagrams != nil else { return try work(&self) }
    things_clock_set(Int64(clamping: now.nanoseconds))
    defer { things_clock_set(-1) }
    try work(&self)
    deadline = session.patience().map { now + $0 }
  }

  /// A server's first datagram goes through libssl's own gate, which we hold open.
  mutating func enter() throws(TLSError) {
    guard awaitsHello else { return }
    awaitsHello = false
    guard session.listen() else { try fail(error(.protocolViolation(.malformedMessage))) }
  }

  //= rfc6347#4.1.2.7
  //# In general, invalid records SHOULD be silently discarded,
  //# thus preserving the association
  func isNoise(_ datagram: Span<UInt8>) -> Bool {
    guard engine.context.datagrams != nil, !awaitsHello else { return false }
    return !isSound(datagram, overhead: session.overhead)
  }

  mutating func repeatFlight(now: Instant) throws(TLSError) {
    switch phase {
    case .ended: return
    case .failed(let error): throw error
    case .handshaking, .connected: break
    }
    try at(now) { channel throws(TLSError) in
      ERR_clear_error()
      guard things_DTLSv1_handle_timeout(channel.session.pointer) >= 0 else {
        try channel.fail(channel.diagnosis())
      }
    }
  }

  /// What is too long for one datagram is not cut in two.
  func checkSize(of plaintext: Span<UInt8>) throws(TLSError) {
    guard let options = engine.context.datagrams else { return }
    let unused = options.maximumDatagramSize - options.flightSize
    let maximum = DTLS_get_data_mtu(session.pointer) + unused
    guard plaintext.count <= maximum else { throw TLSError(.tooLarge(maximum: maximum)) }
  }
}
