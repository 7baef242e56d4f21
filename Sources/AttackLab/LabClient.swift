// SPDX-License-Identifier: Apache-2.0
import MQTT
import NIOCore
import Network
import Primitives
import TLS
import Wire

/// An MQTT client that gives up in time, for honest people and for others.
final class LabClient {
  private let connection: Connection<MQTTClient>
  private var deliveries: AsyncThrowingStream<Delivery<ClientEvent>, any Error>.Iterator

  /// Over plain TCP, or through an engine.
  static func open<Engine: TLSEngine>(
    _ name: String, password: String? = nil, port: Int, from address: String,
    through engine: Engine?
  ) async throws -> LabClient {
    let make: @Sendable () -> MQTTClient = {
      var options = ClientOptions(clientIdentifier: Array(name.utf8))
      if let password {
        options.userName = Array(name.utf8)
        options.password = Secret(copying: Array(password.utf8).span)
      }
      return MQTTClient(options)
    }
    let connection =
      if let engine {
        try await TCP.connect(
          to: "127.0.0.1", port: port, through: engine, from: address, seconds: 2, machine: make)
      } else {
        try await TCP.connect(
          to: "127.0.0.1", port: port, from: address, seconds: 2, machine: make)
      }
    let client = LabClient(connection)
    do { try await client.enter() } catch {
      await connection.close()
      throw error
    }
    return client
  }

  private init(_ connection: Connection<MQTTClient>) {
    self.connection = connection
    deliveries = connection.deliveries.makeAsyncIterator()
  }

  private func enter() async throws {
    try await connection.perform { client, now in try client.connect(now: now) }
    try await until { event, _ in
      if case .refused = event { throw LabError.refused }
      if case .connected = event { return true }
      return false
    }
  }

  /// Whether the broker agrees.
  func subscribe(_ filter: String) async throws -> Bool {
    let bytes = Array(filter.utf8)
    let identifier = try await connection.perform { client, now in
      try client.subscribe(to: [SubscriptionRequest(bytes, maximumQuality: .atLeastOnce)], now: now)
    }
    var agreed = false
    try await until { event, bytes in
      guard case .subscribed(identifier) = event else { return false }
      agreed = bytes.allSatisfy { $0 < 0x80 }
      return true
    }
    return agreed
  }

  /// Returns when the broker has taken the message over.
  func publish(_ topic: String, _ payload: String) async throws {
    let (topic, payload) = (Array(topic.utf8), Array(payload.utf8))
    let identifier = try await connection.perform { client, now in
      try client.publish(
        payload.span, to: topic.span, quality: .atLeastOnce, retain: false, now: now)
    }
    try await until { event, _ in event == .published(identifier ?? 0) }
  }

  /// The payloads that come within so long.
  func listen(for duration: Swift.Duration, atMost count: Int) async -> [String] {
    var heard: [String] = []
    try? await until(duration) { event, bytes in
      guard case .message(let message) = event else { return false }
      heard.append(String(decoding: bytes.dropFirst(message.topicLength), as: UTF8.self))
      return heard.count == count
    }
    return heard
  }

  func close() async { await connection.close() }

  /// Looks at each event until `isIt`, or until it is late: then the connection is closed.
  private func until(
    _ duration: Swift.Duration = .seconds(2),
    _ isIt: (ClientEvent, ByteBufferView) throws -> Bool
  ) async throws {
    let connection = self.connection
    let alarm = Task {
      try await Task.sleep(for: duration)
      await connection.close()
    }
    defer { alarm.cancel() }
    while let delivery = try await deliveries.next(isolation: nil) {
      if try isIt(delivery.event, delivery.bytes.readableBytesView) { return }
    }
    throw LabError.late
  }
}
