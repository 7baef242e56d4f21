// SPDX-License-Identifier: Apache-2.0
import MQTT

/// Who may come in and what they may do, from an operator's files.
struct BrokerAccess: BrokerPolicy, Sendable {
  private var list: AccessList<PasswordFile>
  private var asksForPasswords: Bool
  private var admitsAnonymous: Bool

  /// Without passwords, whoever the channel lets in is in; without a list, everybody who is in
  /// may do everything, but for the topics that begin with `$`.
  init(passwordFile: String?, accessFile: String?, admitsAnonymous: Bool) throws {
    let passwords = try passwordFile.map { try PasswordFile($0) }
    var rules = [AccessRule(nil, .readWrite, try AccessPattern(Array("#".utf8)))]
    if let accessFile {
      let file = try AccessFile(accessFile)
      if passwords == nil, let line = file.firstUser {
        throw line.refusal("nobody has a name without --password-file, so this is for nobody")
      }
      rules = file.rules
    }
    list = AccessList(passwords ?? PasswordFile(), rules)
    asksForPasswords = passwords != nil
    self.admitsAnonymous = admitsAnonymous
  }

  mutating func authenticate(
    _ connect: borrowing Connect, identity: [UInt8]?
  ) -> Admission {
    guard asksForPasswords else { return .admitted(userName: identity) }
    if admitsAnonymous, connect.isAnonymous { return .admitted(userName: identity) }
    return list.authenticate(connect, identity: identity)
  }

  func mayPublish(_ client: BrokerClient, to topic: borrowing TopicName) -> Bool {
    list.mayPublish(client, to: topic)
  }

  func maySubscribe(_ client: BrokerClient, to filter: borrowing TopicFilter) -> Bool {
    list.maySubscribe(client, to: filter)
  }

  func mayReceive(_ client: BrokerClient, from topic: borrowing TopicName) -> Bool {
    list.mayReceive(client, from: topic)
  }
}

extension Connect {
  fileprivate var isAnonymous: Bool {
    switch userName {
    case .none: true
    case .some: false
    }
  }
}
