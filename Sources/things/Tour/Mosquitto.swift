// SPDX-License-Identifier: Apache-2.0
import Foundation
import Network
import Subprocess
import SystemPackage

/// A real broker on loopback, for as long as a piece of work lasts.
struct Mosquitto {
  /// Anyone may connect here, and anyone may listen in.
  var plainPort: Int
  /// Only who shows a certificate of our authority may connect here.
  var securePort: Int

  struct Missing: Error, CustomStringConvertible {
    var name: String
    var description: String {
      "\(name) is not here; `make tour` installs mosquitto, and so does `apt-get install mosquitto`"
    }
  }

  struct DidNotStart: Error, CustomStringConvertible {
    var log: String
    var description: String {
      let last =
        log.split(separator: "\n").last(where: { $0.contains("Error") }) ?? "no reason given"
      return "mosquitto did not start: \(last)"
    }
  }

  /// The program that was asked for, or the installed one.
  static func program(_ path: String?) throws -> String {
    guard let path else {
      guard let found = Programs.path("mosquitto") else { throw Missing(name: "mosquitto") }
      return found
    }
    guard FileManager.default.isExecutableFile(atPath: path) else { throw Missing(name: path) }
    return path
  }

  /// Starts the broker with the folder's `ca.pem`, `server.pem` and `server.key`, and stops it
  /// when `work` ends, however it ends.
  func run(
    _ program: String, in folder: Folder, _ work: @escaping () async throws -> Void
  ) async throws {
    try folder.write("mosquitto.conf", configuration(folder))
    try folder.write("mosquitto.log", "")
    _ = try await Subprocess.run(
      .path(FilePath(program)), arguments: ["-c", folder.file("mosquitto.conf")],
      input: .none, output: .discarded, error: .discarded
    ) { broker in
      let outcome: Result<Void, any Error>
      do {
        try await waitUntilReady(folder)
        outcome = .success(try await work())
      } catch { outcome = .failure(error) }
      try broker.send(signal: .terminate)
      return try outcome.get()
    }
  }

  private func configuration(_ folder: Folder) -> String {
    """
    per_listener_settings true
    persistence false
    user \(NSUserName())
    log_dest file \(folder.file("mosquitto.log"))
    log_type all
    connection_messages true

    listener \(plainPort) 127.0.0.1
    allow_anonymous true

    listener \(securePort) 127.0.0.1
    cafile \(folder.file("ca.pem"))
    certfile \(folder.file("server.pem"))
    keyfile \(folder.file("server.key"))
    require_certificate true
    use_identity_as_username true

    """
  }

  private func waitUntilReady(_ folder: Folder) async throws {
    for _ in 0..<100 {
      if FreePort.isOpen(plainPort), FreePort.isOpen(securePort) { return }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw DidNotStart(log: (try? folder.read("mosquitto.log")) ?? "")
  }
}
