// SPDX-License-Identifier: Apache-2.0
import Foundation
import Primitives
import TLS

/// A session to come back with, in a file of its owner's alone: who has it can be that client.
struct SessionFile: Sendable {
  var path: String

  /// `nil` the first time.
  func load() throws -> TLSSession? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    var bytes = try Files.read(path, as: "session")
    defer { for i in bytes.indices { bytes[i] = 0 } }
    guard !bytes.isEmpty else { return nil }
    return TLSSession(Secret(copying: bytes.span))
  }

  func save(_ session: TLSSession) throws {
    try Files.write(path, session.bytes.array, secret: true)
  }
}
