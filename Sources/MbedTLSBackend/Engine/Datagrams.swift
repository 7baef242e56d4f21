import CMbedTLS
import TLS
import Wire

extension Context {
  /// What DTLS needs beside what TLS does.
  func load(_ datagrams: DatagramOptions) {
    let shortest = UInt32(clamping: datagrams.initialTimeout.milliseconds)
    mbedtls_ssl_conf_handshake_timeout(settings, shortest, 60_000)
    mbedtls_ssl_conf_dtls_anti_replay(
      settings, CChar(MBEDTLS_SSL_ANTI_REPLAY_ENABLED))
    // Forged records cost their sender something and us little: none ends a session.
    mbedtls_ssl_conf_dtls_badmac_limit(settings, 0)
    guard role == .server else { return }
    mbedtls_ssl_conf_dtls_cookies(settings, refuseToWriteCookie, acceptCookie, nil)
  }
}

/// The gate in front of us has asked for the cookie and seen it come back.
private func acceptCookie(
  _: UnsafeMutableRawPointer?, _: UnsafePointer<UInt8>?, _: Int,
  _: UnsafePointer<UInt8>?, _: Int
) -> CInt { 0 }

/// Who comes without one never gets here.
private func refuseToWriteCookie(
  _: UnsafeMutableRawPointer?,
  _: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?, _: UnsafeMutablePointer<UInt8>?,
  _: UnsafePointer<UInt8>?, _: Int
) -> CInt { MBEDTLS_ERR_SSL_FEATURE_UNAVAILABLE }

/// The one timer that the library asks for, on the clock of whoever drives the channel.
/// An object, since the library keeps its address.
final class RetransmissionTimer {
  var now: Instant
  /// When a flight is to be sent again; `nil` while none is under way.
  private(set) var deadline: Instant?
  private var halfway: Instant?

  init(now: Instant) { self.now = now }

  func attach(to ssl: UnsafeMutablePointer<mbedtls_ssl_context>) {
    mbedtls_ssl_set_timer_cb(
      ssl, Unmanaged.passUnretained(self).toOpaque(), setTimer, getTimer)
  }

  fileprivate func set(halfway: UInt32, deadline: UInt32) {
    self.halfway = deadline == 0 ? nil : now + .milliseconds(halfway)
    self.deadline = deadline == 0 ? nil : now + .milliseconds(deadline)
  }

  /// As the library counts: -1 for none, 0, 1 when the first of two moments has passed,
  /// 2 when both have.
  fileprivate var state: CInt {
    guard let halfway, let deadline else { return -1 }
    return now >= deadline ? 2 : now >= halfway ? 1 : 0
  }
}

private func setTimer(
  _ timer: UnsafeMutableRawPointer?, _ halfway: UInt32, _ deadline: UInt32
) {
  guard let timer else { return }
  Unmanaged<RetransmissionTimer>.fromOpaque(timer).takeUnretainedValue()
    .set(halfway: halfway, deadline: deadline)
}

private func getTimer(_ timer: UnsafeMutableRawPointer?) -> CInt {
  guard let timer else { return -1 }
  return Unmanaged<RetransmissionTimer>.fromOpaque(timer).takeUnretainedValue().state
}
