// SPDX-License-Identifier: Apache-2.0
import Foundation

/// One value that this machine really measured.
struct Reading {
  var sensor: String
  var value: Double
  var unit: String

  var json: String {
    #"{"sensor":"\#(sensor)","value":\#(String(format: "%.2f", value)),"unit":"\#(unit)"}"#
  }
}

enum Sensors {
  /// All that this machine can measure now: load, memory, and temperature where there is a sensor.
  static func read() -> [Reading] { load() + memory() + temperature() }

  static func load() -> [Reading] {
    let fields = text("/proc/loadavg").split(separator: " ")
    return zip(["load-1m", "load-5m", "load-15m"], fields).compactMap { name, field in
      Double(field).map { Reading(sensor: name, value: $0, unit: "processes") }
    }
  }

  static func memory() -> [Reading] {
    text("/proc/meminfo").split(separator: "\n").compactMap { line in
      let fields = line.split { $0 == ":" || $0 == " " }
      guard fields.count >= 2, let kibibytes = Double(fields[1]) else { return nil }
      switch fields[0] {
      case "MemAvailable":
        return Reading(sensor: "memory-available", value: kibibytes / 1024, unit: "MiB")
      case "Cached": return Reading(sensor: "memory-cached", value: kibibytes / 1024, unit: "MiB")
      default: return nil
      }
    }
  }

  static func temperature() -> [Reading] {
    let zones = (try? FileManager.default.contentsOfDirectory(atPath: "/sys/class/thermal")) ?? []
    return zones.sorted().filter { $0.hasPrefix("thermal_zone") }.prefix(2).compactMap { zone in
      Double(
        text("/sys/class/thermal/\(zone)/temp").trimmingCharacters(in: .whitespacesAndNewlines)
      )
      .map { Reading(sensor: "temperature-\(zone.dropFirst(12))", value: $0 / 1000, unit: "C") }
    }
  }

  private static func text(_ path: String) -> String {
    (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  }
}
