import Wire

extension MQTTError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .malformed(let error): "a packet is malformed: \(error)"
    case .text(let error, let field): "a packet is malformed: \(field) \(error)"
    case .packetTooLarge(let size, let limit):
      "a packet of \(size) bytes was announced, and the limit is \(limit)"
    case .unexpectedPacket(let type): "the peer must not send \(type) now"
    case .unknownPacketIdentifier(let identifier):
      "the peer answers \(identifier), which was not asked"
    case .wrongReturnCodeCount(let count, let expected):
      "SUBACK has \(count) return codes for \(expected) topic filters"
    case .sessionPresent: "CONNACK names a session where there cannot be one"
    case .exactlyOnceNotSupported: "the peer sent QoS 2, which is not supported"
    case .wrongProtocolName: "CONNECT is for another protocol than MQTT"
    case .unsupportedProtocolLevel(let level):
      "CONNECT is for protocol level \(level), and only 4, MQTT 3.1.1, is supported"
    case .connackTimedOut:
      "the server did not answer CONNECT in time: is it an MQTT server?"
    case .keepAliveExpired: "the server did not answer PINGREQ in time"
    case .connectionLost: "the connection ended without DISCONNECT"
    case .peerDoesNotRead(let backlog):
      "the peer does not read: \(backlog) bytes wait to be sent"
    }
  }
}

extension MQTTUsageError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notConnected: "there is no connection: call connect and wait for .connected"
    case .alreadyConnected: "there is a connection: disconnect or end it first"
    case .windowFull: "too much is unacknowledged: wait for an answer, or widen window"
    case .backlogFull: "too much waits to be sent: poll first, or raise maximumBacklog"
    case .packetTooLarge: "a packet cannot be larger than 268,435,460 bytes"
    case .text(let error, let field): "\(field) \(error)"
    case .exactlyOnceNotSupported: "QoS 2 is not supported: ask for QoS 1"
    case .noTopicFilter: "name at least one topic filter"
    case .clientIdentifierMissing:
      "a lasting session needs a client identifier: set it, or cleanSession"
    case .userNameMissing: "a password needs a user name: set userName"
    }
  }
}

extension TextError: CustomStringConvertible {
  public var description: String {
    switch fault {
    case .illFormed: "is not UTF-8 at byte \(offset)"
    case .nullCharacter: "has a null character at byte \(offset)"
    case .empty: "must not be empty"
    case .tooLong: "must not be longer than \(offset) bytes"
    case .wildcard: "must not have a wildcard at byte \(offset)"
    }
  }
}

extension PacketType: CustomStringConvertible {
  /// As the standard spells it.
  public var description: String {
    switch self {
    case .connect: "CONNECT"
    case .connack: "CONNACK"
    case .publish: "PUBLISH"
    case .puback: "PUBACK"
    case .pubrec: "PUBREC"
    case .pubrel: "PUBREL"
    case .pubcomp: "PUBCOMP"
    case .subscribe: "SUBSCRIBE"
    case .suback: "SUBACK"
    case .unsubscribe: "UNSUBSCRIBE"
    case .unsuback: "UNSUBACK"
    case .pingreq: "PINGREQ"
    case .pingresp: "PINGRESP"
    case .disconnect: "DISCONNECT"
    }
  }
}
