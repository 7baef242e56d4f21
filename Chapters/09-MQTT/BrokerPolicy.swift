/// Whom a broker believes a client to be.
public struct BrokerClient: Equatable, Sendable {
  public let identifier: [UInt8]
  /// The name that the policy gave; `nil` for a client that has none.
  public let userName: [UInt8]?

  public init(identifier: [UInt8], userName: [UInt8]?) {
    self.identifier = identifier
    self.userName = userName
  }
}

/// What a policy says to a CONNECT.
public enum Admission: Equatable, Sendable {
  /// Under this name, which need not be the one that the client gave.
  case admitted(userName: [UInt8]?)
  case refused(ConnectReturnCode)
}

/// Who may connect, and who may do what: asked anew each time.
public protocol BrokerPolicy {
  /// `identity` is what the channel below has proved of the peer, such as the name in
  /// its certificate; `nil` if it has proved nothing.
  mutating func authenticate(
    _ connect: borrowing Connect, identity: [UInt8]?
  ) -> Admission

  func mayPublish(_ client: BrokerClient, to topic: borrowing TopicName) -> Bool
  func maySubscribe(_ client: BrokerClient, to filter: borrowing TopicFilter) -> Bool
  /// Asked for each message and each subscriber: a filter may match more than its
  /// owner may read.
  func mayReceive(_ client: BrokerClient, from topic: borrowing TopicName) -> Bool
}

/// Everybody may do everything: for a lesson, and for a network of one machine.
public struct OpenPolicy: BrokerPolicy, Sendable {
  public init() {}

  public mutating func authenticate(
    _ connect: borrowing Connect, identity: [UInt8]?
  ) -> Admission {
    .admitted(userName: identity)
  }

  public func mayPublish(
    _ client: BrokerClient, to topic: borrowing TopicName
  ) -> Bool { true }

  public func maySubscribe(
    _ client: BrokerClient, to filter: borrowing TopicFilter
  ) -> Bool { true }

  public func mayReceive(
    _ client: BrokerClient, from topic: borrowing TopicName
  ) -> Bool { true }
}
