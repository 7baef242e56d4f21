import Wire

/// CONNECT (MQTT 3.1.1, 3.1): who the client is, and what is to be done when it dies.
public struct Connect: ~Escapable {
  public let clientIdentifier: Span<UInt8>
  /// Whether both sides forget what they knew of each other.
  public let cleanSession: Bool
  /// Seconds between two packets of the client; 0 for no limit.
  public let keepAlive: UInt16
  public let will: Will?
  public let userName: Span<UInt8>?
  public let password: Span<UInt8>?

  /// What the server publishes if the client vanishes without a DISCONNECT.
  public struct Will: ~Escapable {
    public let topic: TopicName
    public let message: Span<UInt8>
    public let quality: QualityOfService
    public let retain: Bool

    @_lifetime(copy topic, copy message)
    public init(
      topic: consuming TopicName, message: Span<UInt8>, quality: QualityOfService,
      retain: Bool
    ) {
      self.topic = topic
      self.message = message
      self.quality = quality
      self.retain = retain
    }
  }

  @_lifetime(copy clientIdentifier, copy will, copy userName, copy password)
  public init(
    clientIdentifier: Span<UInt8>, cleanSession: Bool, keepAlive: UInt16,
    will: consuming Will?, userName: Span<UInt8>?, password: Span<UInt8>?
  ) {
    self.clientIdentifier = clientIdentifier
    self.cleanSession = cleanSession
    self.keepAlive = keepAlive
    self.will = will
    self.userName = userName
    self.password = password
  }
}

/// The bits of the eighth byte (3.1.2.3).
private enum Flag {
  static var reserved: UInt8 { 0x01 }
  static var cleanSession: UInt8 { 0x02 }
  static var will: UInt8 { 0x04 }
  static var willRetain: UInt8 { 0x20 }
  static var password: UInt8 { 0x40 }
  static var userName: UInt8 { 0x80 }
}

extension Connect {
  @_lifetime(copy body)
  public init(_ header: FixedHeader, body: Span<UInt8>) throws(MQTTError) {
    var reader = Reader(body, base: header.size)
    let name = try reader.binary("protocol name")
    guard name.count == 4, name[0] == UInt8(ascii: "M"), name[1] == UInt8(ascii: "Q"),
      name[2] == UInt8(ascii: "T"), name[3] == UInt8(ascii: "T")
    else { throw .wrongProtocolName }
    let level = try reader.byte("protocol level")
    guard level == 4 else { throw .unsupportedProtocolLevel(level) }

    let flags = try reader.byte("connect flags")
    let willQuality = QualityOfService(rawValue: flags >> 3 & 0b11)
    let hasWill = flags & Flag.will != 0
    //= mqtt-v3.1.1#MQTT-3.1.2-3
    //# The Server MUST validate that the reserved flag in the CONNECT Control Packet
    //# is set to zero and disconnect the Client if it is not zero
    guard flags & Flag.reserved == 0,
      //= mqtt-v3.1.1#MQTT-3.1.2-11
      //# If the Will Flag is set to 0 the Will QoS and Will Retain fields in the
      //# Connect Flags MUST be set to zero
      hasWill || (willQuality == .atMostOnce && flags & Flag.willRetain == 0),
      //= mqtt-v3.1.1#MQTT-3.1.2-22
      //# If the User Name Flag is set to 0, the Password Flag MUST be set to 0
      flags & (Flag.userName | Flag.password) != Flag.password,
      //= mqtt-v3.1.1#MQTT-3.1.2-14
      //# It MUST NOT be 3 (0x03)
      let willQuality
    else { throw .malformed(reader.invalid(flags, "connect flags")) }
    cleanSession = flags & Flag.cleanSession != 0
    keepAlive = try reader.twoBytes("keep alive")

    //= mqtt-v3.1.1#MQTT-3.1.3-1
    //# These fields, if present, MUST appear in the order Client Identifier,
    //# Will Topic, Will Message, User Name, Password
    clientIdentifier = try reader.text("client identifier")
    if hasWill {
      will = Will(
        topic: try reader.topicName("will topic"),
        message: try reader.binary("will message"),
        quality: willQuality, retain: flags & Flag.willRetain != 0)
    } else {
      will = nil
    }
    if flags & Flag.userName != 0 {
      userName = try reader.text("user name")
    } else {
      userName = nil
    }
    if flags & Flag.password != 0 {
      password = try reader.binary("password")
    } else {
      password = nil
    }
    try reader.end()
  }

  public var header: FixedHeader {
    var length = 10 + 2 + clientIdentifier.count
    if let will { length += 4 + will.topic.bytes.count + will.message.count }
    if let userName { length += 2 + userName.count }
    if let password { length += 2 + password.count }
    return FixedHeader(.connect, remainingLength: length)
  }

  private var flags: UInt8 {
    var flags: UInt8 = cleanSession ? Flag.cleanSession : 0
    if let will {
      flags |= Flag.will | will.quality.rawValue << 3
      flags |= will.retain ? Flag.willRetain : 0
    }
    flags |= userName != nil ? Flag.userName : 0
    flags |= password != nil ? Flag.password : 0
    return flags
  }

  @_lifetime(out: copy out)
  public func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    try header.write(into: &out)
    let name: InlineArray<4, UInt8> = [0x4D, 0x51, 0x54, 0x54]
    try out.write(prefixed16: name.span, "protocol name")
    try out.write(uint8: 4, "protocol level")
    try out.write(uint8: flags, "connect flags")
    try out.write(uint16: keepAlive, "keep alive")
    try out.write(prefixed16: clientIdentifier, "client identifier")
    if let will {
      try out.write(prefixed16: will.topic.bytes, "will topic")
      try out.write(prefixed16: will.message, "will message")
    }
    if let userName { try out.write(prefixed16: userName, "user name") }
    if let password { try out.write(prefixed16: password, "password") }
  }
}
