// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation

struct CACommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ca", abstract: "An authority of your own, for servers and devices.",
    subcommands: [CAInitCommand.self, CAIssueCommand.self])
}

struct CAInitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Make a root key and its certificate: ca.key and ca.pem.",
    discussion: """
      Example:
        things ca init --directory pki --name "Example root"
      """)

  @Option(name: [.customLong("directory"), .customLong("dir")], help: "Folder for the files.")
  var directory: String

  @Option(help: "The authority's common name.")
  var name = "Things root"

  @Flag(help: "Replace an authority that is there already.")
  var force = false

  func run() async throws {
    let folder = try Folder(directory)
    guard force || !FileManager.default.fileExists(atPath: folder.file("ca.key")) else {
      throw AlreadyThere(path: folder.file("ca.key"))
    }
    try Authority.make(named: name).save(in: folder)
    print("wrote \(folder.file("ca.key")) and \(folder.file("ca.pem"))")
  }

  struct AlreadyThere: Error, CustomStringConvertible {
    var path: String
    var description: String {
      "\(path) is there already, and what it signed would lose its root; --force replaces it"
    }
  }
}

struct CAIssueCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "issue",
    abstract: "Make a key and a certificate for it: OUT.key and OUT.pem.",
    discussion: """
      Examples:
        things ca issue --directory pki --server localhost --server 127.0.0.1
        things ca issue --directory pki --device SN-0001
      """)

  @Option(name: [.customLong("directory"), .customLong("dir")], help: "The authority's folder.")
  var directory: String

  @Option(help: "A name or an address that the server goes by; may be given again.")
  var server: [String] = []

  @Option(help: "The device's serial number.")
  var device: String?

  @Option(help: "For how many days it is valid.")
  var days = 365

  @Option(help: "When its validity begins, RFC 3339 (default: now).")
  var from: String?

  @Option(help: "Name of the files, without .pem (default: server or device).")
  var out: String?

  func validate() throws {
    guard server.isEmpty != (device == nil) else {
      throw ValidationError("say who it is for: --server NAME (once or more) or --device SERIAL")
    }
    guard days > 0 else { throw ValidationError("--days must be 1 or more") }
    if let from, (try? Date(from, strategy: .iso8601)) == nil {
      throw ValidationError("--from '\(from)' is no RFC 3339 time, as 2026-01-31T00:00:00Z")
    }
  }

  func run() async throws {
    let folder = try Folder(directory)
    var authority = try Authority.load(from: folder)
    let start = try from.map { try Date($0, strategy: .iso8601) } ?? Date()
    let identity =
      if let device {
        try authority.identify(device: device, from: start, days: days)
      } else {
        try authority.identify(server: server, from: start, days: days)
      }
    let name = out ?? (device == nil ? "server" : "device")
    try identity.save(in: folder, as: name)
    print("wrote \(folder.file(name + ".key")) and \(folder.file(name + ".pem"))")
  }
}
