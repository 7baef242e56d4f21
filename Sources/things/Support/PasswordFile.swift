// SPDX-License-Identifier: Apache-2.0
import Foundation
import MQTT
import Primitives

/// Users, and what their passwords hash to, as mosquitto_passwd writes them.
struct PasswordFile: PasswordVerifier, Sendable {
  private var entries: [[UInt8]: PasswordHash] = [:]
  /// What the costliest entry costs.
  private var iterations = 1

  /// Nobody has a password.
  init() {}

  init(_ path: String) throws {
    try self.init(lines: NumberedLine.all(of: Files.read(path, as: "passwords"), path))
  }

  init(lines: [NumberedLine]) throws {
    for line in lines where line.saysSomething {
      guard let colon = line.text.firstIndex(of: ":"), colon != line.text.startIndex else {
        throw line.refusal("is not USER:HASH, as `things mqtt passwd` writes it")
      }
      let name = line.text[..<colon]
      do {
        let hash = try PasswordHash(line.text[line.text.index(after: colon)...])
        guard entries.updateValue(hash, forKey: Array(name.utf8)) == nil else {
          throw line.refusal("is the second one for '\(name)'; keep one of them")
        }
        iterations = max(iterations, hash.iterations)
      } catch let error as PasswordHash.Refusal { throw line.refusal(error.description) }
    }
  }

  /// Costs the same for every user and for nobody: the time shall not tell who is known.
  mutating func isPassword(_ password: Span<UInt8>, of userName: Span<UInt8>) -> Bool {
    let name = userName.withUnsafeBufferPointer { Array($0) }
    let known = entries[name]
    let hash = known ?? PasswordHash.nobody(iterations: iterations)
    let fits = hash.isHash(of: password)
    hash.spend(iterations - hash.iterations, on: password)
    return fits && known != nil
  }
}
