// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Synchronization
import TLS

/// What belongs into a laboratory: a connection's secrets, and what was said in it.
struct LabOptions: ParsableArguments {
  @Option(help: "File to which Wireshark's lines with the connection's secrets are added.")
  var keylog: String?

  @Option(help: "File for a page with every byte of the handshake; the book's engine alone.")
  var trace: String?

  @Flag(help: "Show the secrets in the trace, too.")
  var revealSecrets = false

  func validate() throws {
    guard trace != nil || !revealSecrets else {
      throw ValidationError("--reveal-secrets is for the page of --trace; give both")
    }
  }

  func configure(_ configuration: inout TLSConfiguration) throws {
    if let keylog { configuration.keyLog = try KeyLogFile(keylog).keyLog }
  }
}

/// Lines are added, as other programs do it, so that one file can hold many connections.
final class KeyLogFile: Sendable {
  private let descriptor: Mutex<CInt>

  init(_ path: String) throws {
    let opened = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard opened >= 0 else {
      throw FileError.cannotWrite(path, String(cString: strerror(errno)))
    }
    descriptor = Mutex(opened)
  }

  deinit { close(descriptor.withLock { $0 }) }

  var keyLog: KeyLog {
    KeyLog { line in
      // In one piece, since another program may add to the same file.
      let bytes = line.withUnsafeBufferPointer { Array($0) } + [UInt8(ascii: "\n")]
      self.descriptor.withLock { _ = write($0, bytes, bytes.count) }
    }
  }
}
