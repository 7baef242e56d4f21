// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Where the numbers were made. No name and no path that could tell whose machine it is.
public struct Machine: Codable, Equatable, Sendable {
  public var processor: String
  public var architecture: String
  public var cores: Int
  public var system: String
  /// Neighbours on the same hardware may have disturbed the numbers.
  public var isVirtual: Bool

  public static func current() -> Machine {
    let cpu = text("/proc/cpuinfo")
    #if arch(x86_64)
    let architecture = "x86_64"
    #elseif arch(arm64)
    let architecture = "aarch64"
    #else
    let architecture = "other"
    #endif
    return Machine(
      processor: value("model name", cpu, separator: ":") ?? "unknown processor",
      architecture: architecture,
      cores: ProcessInfo.processInfo.activeProcessorCount,
      system: value("PRETTY_NAME", text("/etc/os-release"), separator: "=")
        ?? ProcessInfo.processInfo.operatingSystemVersionString,
      isVirtual: (value("flags", cpu, separator: ":") ?? "").split(separator: " ")
        .contains("hypervisor"))
  }

  private static func text(_ path: String) -> String {
    (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  }

  private static func value(
    _ name: String, _ text: String, separator: Character
  ) -> String? {
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: separator, maxSplits: 1)
      guard parts.count == 2, parts[0].trimmingCharacters(in: .whitespaces) == name else {
        continue
      }
      return parts[1].trimmingCharacters(in: CharacterSet(charactersIn: " \t\""))
    }
    return nil
  }
}
