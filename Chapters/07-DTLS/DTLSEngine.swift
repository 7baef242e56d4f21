import TLS
import Wire

/// An engine that speaks over datagrams too, if its configuration's transport says so
/// (RFC 6347).
///
/// Its channels take one datagram with each `handle`, and each `.transmit` is one. What
/// `send` is given travels in one datagram: it may be lost, overtaken, but never doubled,
/// cut or changed. Their `.wait` names the moment at which a lost flight is sent again.
public protocol DTLSEngine: TLSEngine {
  /// What this build of the library can speak over datagrams; 1.2 means DTLS 1.2.
  static var datagramVersions: ClosedRange<TLSVersion> { get }

  /// A client's channel, ready to be polled for its ClientHello.
  func connect(now: Instant) throws(TLSError) -> Channel

  /// A server's channel for one client. The datagram that it is given first, with
  /// `handle`, is a ClientHello whose cookie has been checked, and is not asked for again.
  func accept(now: Instant) throws(TLSError) -> Channel
}
