// SPDX-License-Identifier: Apache-2.0
import Foundation
import TLS
import TestSupport

/// The handshake messages of TLS 1.2 that OpenSSL's own programs exchanged, from
/// `Tests/Vectors/tls12.txt`; `tls12.py` beside it wrote them.
struct Golden12: Sendable {
  static let certificates = all[0]
  static let ecdhePSK = all[1]
  static let psk = all[2]

  let name: String
  var messages: [(role: TLSRole, bytes: [UInt8])] = []

  /// The messages of one type.
  func messages(_ type: HandshakeType) -> [[UInt8]] {
    messages.map(\.bytes).filter { $0[0] == type.code }
  }

  static let all: [Golden12] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Vectors/tls12.txt")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else {
      fatalError("cannot read \(file.path)")
    }
    var all: [Golden12] = []
    for line in text.split(separator: "\n") {
      if line.hasPrefix("= ") {
        all.append(Golden12(name: String(line.dropFirst(2))))
      } else if line.hasPrefix("> ") {
        all[all.count - 1].messages.append((line.hasPrefix("> client") ? .client : .server, []))
      } else if line.hasPrefix("  ") {
        let last = all[all.count - 1].messages.count - 1
        all[all.count - 1].messages[last].bytes += hex(String(line))
      }
    }
    return all
  }()
}
