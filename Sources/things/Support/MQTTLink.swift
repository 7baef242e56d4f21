// SPDX-License-Identifier: Apache-2.0
import MQTT
import NIOCore
import Network
import Primitives
import TLS

/// A client that has been let in by its broker, for one task to use.
final class MQTTLink {
  struct Message: Sendable {
    var topic: String
    var payload: String
    var retain: Bool
  }

  /// Who we are where certificates do not say it.
  final class Login: Sendable {
    let name: [UInt8]
    let password: Secret

    init(name: String, password: consuming Secret) {
      self.name = Array(name.utf8)
      self.password = password
    }
  }

  /// What was agreed on below, if anything was.
  let negotiated: NegotiatedParameters?
  private let connection: Connection<MQTTClient>
  private var deliveries: AsyncThrowingStream<Delivery<ClientEvent>, any Error>.Iterator
  private var messages: [Message] = []

  /// Over plain TCP.
  static func open(
    host: String = "localhost", port: Int, as identifier: String
  ) async throws -> MQTTLink {
    let connection = try await TCP.connect(to: host, port: port) { client(identifier, nil) }
    return try await MQTTLink(connection)
  }

  /// Through a secure channel.
  static func open<Engine: TLSEngine>(
    host: String = "localhost", port: Int, through engine: Engine, as identifier: String,
    login: Login? = nil
  ) async throws -> MQTTLink {
    let connection = try await TCP.connect(to: host, port: port, through: engine) {
      client(identifier, login)
    }
    return try await MQTTLink(connection)
  }

  private static func client(_ identifier: String, _ login: Login?) -> MQTTClient {
    var options = ClientOptions(clientIdentifier: Array(identifier.utf8))
    options.userName = login?.name
    options.password = login?.password.copy()
    return MQTTClient(options)
  }

  private init(_ connection: Connection<MQTTClient>) async throws {
    self.connection = connection
    negotiated = connection.negotiated
    deliveries = connection.deliveries.makeAsyncIterator()
    try await connection.perform { client, now in try client.connect(now: now) }
    switch try await next() {
    case .connected: break
    case .refused(let code): throw Refused(code: code)
    case let other: throw Unexpected(event: other)
    }
  }

  /// Returns when the broker has taken the message over (QoS 1), or at once (QoS 0).
  func publish(
    _ topic: String, _ payload: String, quality: QualityOfService = .atLeastOnce,
    retain: Bool = false
  ) async throws {
    let (topic, payload) = (Array(topic.utf8), Array(payload.utf8))
    let identifier = try await connection.perform { client, now in
      try client.publish(payload.span, to: topic.span, quality: quality, retain: retain, now: now)
    }
    guard let identifier else { return }
    while true {
      if case .published(identifier) = try await next() { return }
    }
  }

  /// Returns when the broker has agreed.
  func subscribe(_ filter: String, quality: QualityOfService = .atLeastOnce) async throws {
    let bytes = Array(filter.utf8)
    let identifier = try await connection.perform { client, now in
      try client.subscribe(to: [SubscriptionRequest(bytes, maximumQuality: quality)], now: now)
    }
    while let delivery = try await deliver() {
      guard case .subscribed(identifier) = delivery.event else { continue }
      let codes = Array(delivery.bytes.readableBytesView)
      guard codes.allSatisfy({ $0 < 0x80 }) else { throw NotAllowed(filter: filter) }
      return
    }
    throw NetworkError.closed
  }

  func nextMessage() async throws -> Message {
    while messages.isEmpty { _ = try await next() }
    return messages.removeFirst()
  }

  func close() async {
    try? await connection.perform { client, now in try client.disconnect(now: now) }
    await connection.close()
  }

  /// The next event; messages are put aside for `nextMessage`.
  private func next() async throws -> ClientEvent {
    guard let delivery = try await deliver() else { throw Lost() }
    return delivery.event
  }

  private func deliver() async throws -> Delivery<ClientEvent>? {
    let delivery = try await deliveries.next(isolation: nil)
    if let delivery, case .message(let description) = delivery.event {
      let bytes = delivery.bytes.readableBytesView
      messages.append(
        Message(
          topic: String(decoding: bytes.prefix(description.topicLength), as: UTF8.self),
          payload: String(decoding: bytes.dropFirst(description.topicLength), as: UTF8.self),
          retain: description.retain))
    }
    return delivery
  }

  struct Refused: Error, CustomStringConvertible {
    var code: ConnectReturnCode
    var description: String {
      switch code {
      case .badUserNameOrPassword:
        "the broker refused the user name or password; check --user and the password"
      case .notAuthorized:
        "the broker does not let this client in; show it a certificate, or --user and a password"
      case .identifierRejected: "the broker refused the client identifier; choose another"
      case .serverUnavailable: "the broker is not available; try again later"
      case .unacceptableProtocolLevel: "the broker does not speak MQTT 3.1.1"
      case .accepted: "the broker accepted, and then did not"
      }
    }
  }

  struct NotAllowed: Error, CustomStringConvertible {
    var filter: String
    var description: String {
      "the broker does not let this client subscribe to '\(filter)'; check its access list"
    }
  }

  struct Lost: Error, CustomStringConvertible {
    var description: String { "the broker closed the connection; its log may say why" }
  }

  struct Unexpected: Error, CustomStringConvertible {
    var event: ClientEvent
    var description: String { "the broker answered CONNECT with \(event)" }
  }
}
