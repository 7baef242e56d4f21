import Wire

/// What the peer did wrong, or failed to do: always fatal to the connection
/// (MQTT 3.1.1, 4.8).
public enum MQTTError: Error, Equatable {
  /// A field is cut short, holds a value that it must not hold, or leaves bytes over.
  case malformed(WireError)
  /// A string, topic name or topic filter that is none.
  case text(TextError, FieldName)
  /// The packet would be larger than we are ready to hold.
  case packetTooLarge(Int, limit: Int)
  /// A packet that this peer may not send, or not now.
  case unexpectedPacket(PacketType)
  /// An acknowledgement of something that was never sent.
  case unknownPacketIdentifier(UInt16)
  /// The numbers of topic filters asked for and of return codes received differ.
  case wrongReturnCodeCount(Int, expected: Int)
  /// A session is resumed that was to be clean, or on a refused connection.
  case sessionPresent
  /// QoS 2, which this edition does not speak.
  case exactlyOnceNotSupported
  /// A CONNECT for some other protocol.
  case wrongProtocolName
  /// A CONNECT for another version of MQTT, by its protocol level.
  case unsupportedProtocolLevel(UInt8)
  /// No CONNACK came in time.
  case connackTimedOut
  /// A PINGREQ was not answered in time.
  case keepAliveExpired
  /// The network connection ended without a DISCONNECT.
  case connectionLost
  /// The peer makes us answer but does not read the answers: so many bytes are waiting.
  case peerDoesNotRead(backlog: Int)

  static func invalid(_ value: UInt8, _ field: FieldName, at offset: Int) -> MQTTError {
    .malformed(WireError(.invalid(UInt64(value)), field, at: offset))
  }
}

/// What the application asked for that cannot be; the connection is as it was before.
public enum MQTTUsageError: Error, Equatable {
  /// No CONNACK has said yet that we are welcome, or the connection is over.
  case notConnected
  /// `connect` on a connection that already stands.
  case alreadyConnected
  /// As many messages or requests wait for their acknowledgement as the options allow.
  case windowFull
  /// So many bytes wait to be sent that this packet would exceed the options' limit.
  case backlogFull
  /// The packet cannot be larger than 268,435,460 bytes.
  case packetTooLarge
  /// Text in this field that the standard forbids.
  case text(TextError, FieldName)
  /// QoS 2, which this edition does not speak.
  case exactlyOnceNotSupported
  /// SUBSCRIBE and UNSUBSCRIBE name at least one topic filter.
  case noTopicFilter
  /// Only a clean session can do without a client identifier.
  case clientIdentifierMissing
  /// A password needs a user name beside it.
  case userNameMissing
}
