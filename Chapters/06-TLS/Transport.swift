import Wire

/// What carries the records.
public enum Transport: Sendable, Equatable {
  /// A stream, as TCP gives: nothing is lost, nothing changes its order.
  case stream
  /// Datagrams, as UDP gives, and so DTLS (RFC 6347).
  case datagrams(DatagramOptions)
}

/// What DTLS must be told about a network that tells nothing itself.
public struct DatagramOptions: Sendable, Equatable {
  /// Bytes of the largest datagram that we send, 256 to 16,384; what UDP and IP put before
  /// it is not counted. IPv6 carries 1,232 everywhere (RFC 8200, 5: 1,280 less 40 and 8).
  public var maximumDatagramSize = 1232
  /// How long to wait for an answer before a flight is sent again, for the first time; it
  /// doubles each time, up to a minute (RFC 6347, 4.2.4.1).
  public var initialTimeout = Duration.seconds(1)

  public init() {}
}
