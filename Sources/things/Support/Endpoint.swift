// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import TLS

/// `host:port`, `[2001:db8::1]:port`.
struct Endpoint: ExpressibleByArgument {
  var host: String
  var port: Int

  init?(argument: String) {
    guard let colon = argument.lastIndex(of: ":"),
      let port = Int(argument[argument.index(after: colon)...]), 1...65535 ~= port
    else { return nil }
    host = argument[..<colon].trimmingCharacters(in: ["[", "]"])
    self.port = port
    if host.isEmpty { return nil }
  }
}

extension ServerName {
  /// An address where the text is one, a DNS name otherwise.
  init(_ text: String) { self = Self.address(text).map(ServerName.ip) ?? .dns(Array(text.utf8)) }

  static func address(_ text: String) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 16)
    if inet_pton(AF_INET, text, &bytes) == 1 { return Array(bytes.prefix(4)) }
    if inet_pton(AF_INET6, text, &bytes) == 1 { return bytes }
    return nil
  }
}
