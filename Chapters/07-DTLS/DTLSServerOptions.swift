import TLS
import Wire

/// What a server is ready to spend.
public struct DTLSServerOptions: Equatable, Sendable {
  /// Sessions at a time. When there are as many, a new one must wait until one has ended;
  /// nobody who is connected has to make room.
  public var maximumPeers = 1024
  /// Of these, so many may be in their handshake.
  public var maximumHandshakes = 128
  /// A handshake that takes longer is given up.
  public var handshakeTimeout = Duration.seconds(60)
  /// A session in which the peer has said nothing for so long is closed.
  public var idleTimeout = Duration.seconds(3600)

  public init() {}
}

public enum DTLSServerEvent: Sendable, Equatable {
  /// The peer is where it says, and who the configuration expects.
  case connected(NegotiatedParameters)
  /// Decrypted bytes of one datagram are in the polled buffer.
  case applicationData
  /// The session has ended: the peer said goodbye, or nothing for too long.
  case closed
  /// It came to an end before or after the peer was known. Peers that were never connected
  /// are told here as well.
  case failed(TLSError)
}

/// How many datagrams met which fate.
public struct DTLSServerCounters: Sendable, Equatable {
  public var received = 0
  /// From strangers, and no ClientHello that could be answered.
  public var ignored = 0
  /// ClientHellos without a good cookie, answered with one.
  public var verifying = 0
  /// Sessions that were begun.
  public var accepted = 0
  /// ClientHellos with a good cookie, for which there was no room.
  public var refused = 0

  public init() {}
}
