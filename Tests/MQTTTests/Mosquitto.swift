// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport

/// A mosquitto broker on a free port of 127.0.0.1, for as long as this object lives,
/// and never longer than a minute.
final class Mosquitto {
  let port: UInt16
  private let process = Process()
  private let folder: TemporaryFolder

  /// `user`: with a password file, nobody else is let in.
  init(user: String? = nil, password: String = "") throws {
    port = try Socket.freePort()
    folder = try TemporaryFolder()
    var configuration = """
      listener \(port) 127.0.0.1
      persistence false
      user \(NSUserName())
      allow_anonymous \(user == nil)

      """
    if let user {
      let file = "\(folder.path)/passwords"
      let made = try TestSupport.run("mosquitto_passwd", ["-b", "-c", file, user, password])
      guard made.status == 0 else { throw SocketError(what: made.errorText) }
      configuration += "password_file \(file)\n"
    }
    let file = try folder.write("mosquitto.conf", Array(configuration.utf8))
    guard let mosquitto = Peer.path("mosquitto") else { throw SocketError(what: "no mosquitto") }
    process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
    process.arguments = ["-s", "KILL", "60", mosquitto, "-c", file]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle(forWritingAtPath: try folder.write("log", []))
    try process.run()
    try waitUntilItListens()
  }

  /// SIGTERM may be blocked in a process that a test's thread has started, SIGKILL never;
  /// `timeout` leads a process group of its own, so its broker goes with it.
  deinit {
    kill(-process.processIdentifier, SIGKILL)
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  private func waitUntilItListens() throws {
    for _ in 0..<200 {
      if (try? Socket(port: port)) != nil { return }
      Thread.sleep(forTimeInterval: 0.02)
    }
    let log = (try? String(contentsOfFile: "\(folder.path)/log", encoding: .utf8)) ?? ""
    throw SocketError(what: "mosquitto does not listen: \(log)")
  }

  /// Runs `mosquitto_pub` or `mosquitto_sub` against this broker.
  func run(_ program: String, _ arguments: [String]) throws -> Finished {
    try TestSupport.run(
      program, ["-h", "127.0.0.1", "-p", "\(port)", "-V", "mqttv311"] + arguments, seconds: 10)
  }
}
