// SPDX-License-Identifier: Apache-2.0
import BookEngine
import OpenSSLBackend
import TLS
import Wire

/// The book's engine over OpenSSL's cryptography, without a generic parameter.
///
/// Who drives a channel knows only its protocol. For a generic type a protocol finds the code that
/// serves every such type, and looks up at each step which one it has; for this one it finds code
/// that was compiled for it alone.
struct BookOverOpenSSL: TLSEngine {
  static var name: StaticString { BookEngine<OpenSSLCrypto>.name }
  static var versions: ClosedRange<TLSVersion> { BookEngine<OpenSSLCrypto>.versions }

  private let engine: BookEngine<OpenSSLCrypto>

  init(_ configuration: borrowing TLSConfiguration, role: TLSRole) throws(TLSError) {
    engine = try BookEngine(configuration, role: role)
  }

  func makeChannel(resuming session: TLSSession?) throws(TLSError) -> Channel {
    Channel(try engine.makeChannel(resuming: session))
  }
}

extension BookOverOpenSSL {
  struct Channel: SecureChannel, ~Copyable {
    private var channel: BookEngine<OpenSSLCrypto>.Channel

    init(_ channel: consuming BookEngine<OpenSSLCrypto>.Channel) { self.channel = channel }

    mutating func handle(_ bytes: Span<UInt8>, now: Instant) throws(TLSError) {
      try channel.handle(bytes, now: now)
    }

    mutating func handleTimeout(now: Instant) throws(TLSError) {
      try channel.handleTimeout(now: now)
    }

    mutating func poll(into out: inout OutputSpan<UInt8>) -> Output<ChannelEvent> {
      channel.poll(into: &out)
    }

    mutating func send(_ plaintext: Span<UInt8>) throws(TLSError) { try channel.send(plaintext) }

    mutating func send(earlyData plaintext: Span<UInt8>) throws(TLSError) {
      try channel.send(earlyData: plaintext)
    }

    mutating func close() throws(TLSError) { try channel.close() }

    mutating func handleEnd() throws(TLSError) { try channel.handleEnd() }
  }
}
