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
  static func read() -> [Reading] { temperature() + load() + memory() + uptime() }

  /// proc(5): three averages, running and existing threads, the last process.
  private static func load() -> [Reading] {
    let fields = text("/proc/loadavg").split { $0 == " " || $0 == "/" }
    let names = ["load-1m", "load-5m", "load-15m", "threads-running", "threads"]
    return zip(names, fields).compactMap { name, field in
      Double(field).map {
        Reading(sensor: name, value: $0, unit: name.hasPrefix("load") ? "tasks" : "threads")
      }
    }
  }

  private static func memory() -> [Reading] {
    let names = [
      "MemAvailable": "memory-available", "MemFree": "memory-free", "Cached": "memory-cached",
      "Active": "memory-active", "Dirty": "memory-dirty",
    ]
    return text("/proc/meminfo").split(separator: "\n").compactMap { line in
      let fields = line.split { $0 == ":" || $0 == " " }
      guard fields.count >= 2, let name = names[String(fields[0])],
        let kibibytes = Double(fields[1])
      else { return nil }
      return Reading(sensor: name, value: kibibytes / 1024, unit: "MiB")
    }
  }

  private static func uptime() -> [Reading] {
    text("/proc/uptime").split(separator: " ").prefix(1).compactMap { Double($0) }
      .map { Reading(sensor: "uptime", value: $0, unit: "s") }
  }

  private static func temperature() -> [Reading] {
    let zones = (try? FileManager.default.contentsOfDirectory(atPath: "/sys/class/thermal")) ?? []
    return zones.sorted().filter { $0.hasPrefix("thermal_zone") }.prefix(2).compactMap { zone in
      Double(text("/sys/class/thermal/\(zone)/temp").trimmingCharacters(in: .newlines))
        .map { Reading(sensor: "temperature-\(zone.dropFirst(12))", value: $0 / 1000, unit: "C") }
    }
  }

  private static func text(_ path: String) -> String {
    (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  }
}
