import Primitives
import Wire

/// Who a client is, and what it is ready to spend.
public struct ClientOptions: ~Copyable, Sendable {
  /// UTF-8; a server must accept 1 to 23 letters and digits (MQTT 3.1.1, 3.1.3.1).
  public var clientIdentifier: [UInt8]
  /// Whether each connection begins with nothing remembered on either side.
  public var cleanSession = true
  /// Seconds after which we show that we are there; 0 for never.
  public var keepAlive: UInt16 = 60
  public var will: WillMessage?
  public var userName: [UInt8]?
  public var password: Secret?

  /// How long the server may take to answer a CONNECT.
  public var connackTimeout = Duration.seconds(10)
  /// How long the server may take to answer a PINGREQ.
  public var pingTimeout = Duration.seconds(10)
  /// Bytes of the largest packet that we accept.
  public var maximumPacketSize = 65_536
  /// Bytes that may wait to be sent.
  public var maximumBacklog = 262_144
  /// QoS 1 messages, and likewise requests, that may wait for their acknowledgement.
  public var window: UInt8 = 16

  public init(clientIdentifier: [UInt8]) { self.clientIdentifier = clientIdentifier }

  public borrowing func copy() -> ClientOptions {
    var copy = ClientOptions(clientIdentifier: clientIdentifier)
    copy.cleanSession = cleanSession
    copy.keepAlive = keepAlive
    copy.will = will
    copy.userName = userName
    copy.password = password?.copy()
    copy.connackTimeout = connackTimeout
    copy.pingTimeout = pingTimeout
    copy.maximumPacketSize = maximumPacketSize
    copy.maximumBacklog = maximumBacklog
    copy.window = window
    return copy
  }
}

/// What the server tells the others if we vanish without a goodbye (3.1.2.5).
public struct WillMessage: Equatable, Sendable {
  public var topic: [UInt8]
  public var payload: [UInt8]
  public var quality: QualityOfService
  public var retain: Bool

  public init(
    topic: [UInt8], payload: [UInt8], quality: QualityOfService = .atMostOnce,
    retain: Bool = false
  ) {
    self.topic = topic
    self.payload = payload
    self.quality = quality
    self.retain = retain
  }
}

extension ClientOptions {
  func sendConnect(through outbox: inout Outbox) throws(MQTTUsageError) {
    let connect = try connect()
    try outbox.send(connect.header, limit: maximumBacklog, secret: true) {
      out throws(WireError) in
      try connect.write(into: &out)
    }
  }

  @_lifetime(borrow self)
  private func connect() throws(MQTTUsageError) -> Connect {
    //= mqtt-v3.1.1#MQTT-3.1.3-7
    //# If the Client supplies a zero-byte ClientId, the Client MUST also set
    //# CleanSession to 1
    guard cleanSession || !clientIdentifier.isEmpty else {
      throw .clientIdentifierMissing
    }
    try check(clientIdentifier.span, "client identifier")
    if let userName { try check(userName.span, "user name") }
    let password = passwordBytes()
    guard userName != nil || password == nil else { throw .userNameMissing }
    try check(length: password?.count ?? 0, "password")
    try check(length: will?.payload.count ?? 0, "will message")
    return Connect(
      clientIdentifier: clientIdentifier.span, cleanSession: cleanSession,
      keepAlive: keepAlive, will: try connectWill(), userName: userName?.span,
      password: password)
  }

  @_lifetime(borrow self)
  private func passwordBytes() -> Span<UInt8>? {
    switch password {
    case .some(let secret): secret.bytes
    case .none: nil
    }
  }

  @_lifetime(borrow self)
  private func connectWill() throws(MQTTUsageError) -> Connect.Will? {
    guard let topic = will?.topic.span, let payload = will?.payload.span,
      let quality = will?.quality, let retain = will?.retain
    else { return nil }
    do throws(TextError) {
      return Connect.Will(
        topic: try TopicName(topic), message: payload, quality: quality, retain: retain)
    } catch { throw .text(error, "will topic") }
  }

  private func check(
    _ text: Span<UInt8>, _ field: FieldName
  ) throws(MQTTUsageError) {
    do throws(TextError) { try checkText(text) } catch { throw .text(error, field) }
  }

  private func check(length: Int, _ field: FieldName) throws(MQTTUsageError) {
    guard length <= 65_535 else {
      throw .text(TextError(.tooLong, at: 65_535), field)
    }
  }
}
