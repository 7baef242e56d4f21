// SPDX-License-Identifier: Apache-2.0
import Defences
import Foundation

/// A network of its own for the attack that forges addresses: what is sent there stays there.
enum Namespace {
  /// Starts a program in a new namespace, and reads the finding that it prints.
  static func run(_ program: String, _ arguments: [String]) async throws -> Finding {
    var reason = ""
    for flags in [["--net"], ["--user", "--map-root-user", "--net"]] {
      let child = try await start("unshare", flags + [program] + arguments)
      if let finding = try? JSONDecoder().decode(FindingReport.self, from: child.output) {
        return finding.finding
      }
      reason = String(decoding: child.errors, as: UTF8.self)
        .trimmingCharacters(in: .whitespacesAndNewlines)
      guard reason.hasPrefix("unshare") else { throw LabError.noReport(reason) }
    }
    throw LabError.noNamespace(reason: reason)
  }

  private static func start(
    _ program: String, _ arguments: [String]
  ) async throws -> (output: Data, errors: Data) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    // It ends by itself; this is for a machine that does not.
    process.arguments = ["timeout", "-s", "KILL", "30", program] + arguments
    let (output, errors) = (Pipe(), Pipe())
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    do { try process.run() } catch { throw LabError.noNamespace(reason: "\(error)") }
    return await Task.detached {
      let said = output.fileHandleForReading.readDataToEndOfFile()
      let complained = errors.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      return (said, complained)
    }.value
  }

  /// Throws if any interface is up, loopback included: a namespace that was just made has none.
  static func mustBeOurs() throws(LabError) {
    var first: UnsafeMutablePointer<ifaddrs>?
    guard getifaddrs(&first) == 0 else { throw .system(call: "getifaddrs", code: errno) }
    defer { freeifaddrs(first) }
    var next = first
    while let entry = next {
      if entry.pointee.ifa_flags & UInt32(IFF_UP) != 0 {
        throw .notOurs(interface: String(cString: entry.pointee.ifa_name))
      }
      next = entry.pointee.ifa_next
    }
  }
}

/// A finding as JSON says it.
public struct FindingReport: Codable, Sendable {
  public var tried, succeeded, secretsRead, bytesSpent, bytesAimed: Int

  public init(_ finding: Finding) {
    tried = finding.tried
    succeeded = finding.succeeded
    secretsRead = finding.secretsRead
    bytesSpent = finding.bytesSpent
    bytesAimed = finding.bytesAimed
  }

  public var finding: Finding {
    var finding = Finding()
    finding.tried = tried
    finding.succeeded = succeeded
    finding.secretsRead = secretsRead
    finding.bytesSpent = bytesSpent
    finding.bytesAimed = bytesAimed
    return finding
  }
}
