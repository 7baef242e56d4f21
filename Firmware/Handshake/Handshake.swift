// SPDX-License-Identifier: Apache-2.0
import CBoard
import CCredentials
import Primitives
import TLS
import Wire

/// A handshake with a server at the other end of the serial port, one line to it, and the same line
/// back with its letters reversed, as `openssl s_server -rev` does.
///
/// Null if all of it went well, or what did not.
@c(handshake_run)
public func handshakeRun() -> UnsafePointer<CChar>? {
  handshake(.forThisDevice(), using: DeviceCrypto.self)?.cString
}

private func handshake<Crypto: CryptoProvider>(
  _ configuration: consuming TLSConfiguration, using: Crypto.Type
) -> StaticString? {
  do throws(TLSError) {
    let context = try TLSContext<Crypto>(configuration, role: .client)
    let seed = credential_seed()
    let random: BoardRandom
    do throws(CryptoError) {
      random = try BoardRandom(UnsafeBufferPointer(start: seed.bytes, count: Int(seed.count)))
    } catch { return "the generator did not start" }
    let channel = try TLSChannel(
      context, random: random, date: credential_date(), now: now, observer: NoObserver())
    var talk = Talk(channel)
    return try talk.run(seconds: 40)
  } catch {
    report(error)
    return "the handshake failed"
  }
}

/// The alert's number and the section of the rule, for whoever watches.
private func report(_ error: TLSError) {
  print("alert ")
  let code = error.cause.alert?.code ?? 0
  for digit in [code / 100, code / 10 % 10, code % 10] { board_report(0x30 + digit) }
  if let rule = error.rule {
    print(" ")
    print(rule.text)
  }
  board_report(0x0A)
}

func print(_ text: StaticString) {
  for i in 0..<text.utf8CodeUnitCount { board_report(text.utf8Start[i]) }
}

var now: Instant { Instant(nanoseconds: board_now()) }

extension StaticString {
  /// A literal ends with a zero byte that its count leaves out.
  fileprivate var cString: UnsafePointer<CChar>? {
    UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
  }
}
