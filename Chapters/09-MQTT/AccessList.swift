/// Tells whether a password is a user's. How it is kept is somebody else's chapter: as a
/// salted hash that takes its time, made by a library.
public protocol PasswordVerifier {
  mutating func isPassword(
    _ password: Span<UInt8>, of userName: Span<UInt8>
  ) -> Bool
}

/// What one user may do, or everybody.
public struct AccessRule: Sendable {
  public enum Access: Sendable {
    case read, write, readWrite
  }

  /// `nil`: every client that was let in.
  public var userName: [UInt8]?
  public var access: Access
  public var pattern: AccessPattern

  public init(_ userName: [UInt8]?, _ access: Access, _ pattern: AccessPattern) {
    self.userName = userName
    self.access = access
    self.pattern = pattern
  }
}

/// Users with passwords or certificates, and a list of what they may do. What no rule
/// allows is forbidden.
public struct AccessList<Passwords: PasswordVerifier>: BrokerPolicy {
  public var passwords: Passwords
  public var rules: [AccessRule]

  public init(_ passwords: Passwords, _ rules: [AccessRule]) {
    self.passwords = passwords
    self.rules = rules
  }

  /// Whoever the channel has proved to be somebody needs no password, and may not give
  /// another name. Everybody else needs both, name and password.
  public mutating func authenticate(
    _ connect: borrowing Connect, identity: [UInt8]?
  ) -> Admission {
    if let identity {
      if let name = connect.userName, !equal(identity, name) {
        return .refused(.notAuthorized)
      }
      return .admitted(userName: identity)
    }
    guard let name = connect.userName, let password = connect.password else {
      return .refused(.notAuthorized)
    }
    guard passwords.isPassword(password, of: name) else {
      return .refused(.badUserNameOrPassword)
    }
    return .admitted(userName: copy(name))
  }

  public func mayPublish(
    _ client: BrokerClient, to topic: borrowing TopicName
  ) -> Bool {
    for rule in rules where rule.access != .read && rule.concerns(client) {
      if rule.pattern.covers(topic, for: client) { return true }
    }
    return false
  }

  public func mayReceive(
    _ client: BrokerClient, from topic: borrowing TopicName
  ) -> Bool {
    for rule in rules where rule.access != .write && rule.concerns(client) {
      if rule.pattern.covers(topic, for: client) { return true }
    }
    return false
  }

  public func maySubscribe(
    _ client: BrokerClient, to filter: borrowing TopicFilter
  ) -> Bool {
    for rule in rules where rule.access != .write && rule.concerns(client) {
      if rule.pattern.covers(filter, for: client) { return true }
    }
    return false
  }
}

extension AccessRule {
  func concerns(_ client: BrokerClient) -> Bool {
    userName == nil || userName == client.userName
  }
}

extension AccessList: Sendable where Passwords: Sendable {}
