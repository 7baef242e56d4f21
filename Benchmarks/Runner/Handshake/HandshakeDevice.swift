// SPDX-License-Identifier: Apache-2.0
import TextTable

/// What a handshake takes of an emulated Cortex-M4: the book's client, with an OpenSSL server at the
/// other end of its serial port.
public struct HandshakeDevice: Codable, Sendable {
  /// Bytes. Memory is the most that was in use at one time, from the configuration to the first
  /// answer of the application.
  public struct Row: Codable, Equatable, Sendable {
    public var name: String
    public var stack: Int
    public var heap: Int
    public var flash: Int
    public var ram: Int
  }

  public var rows: [Row]
  public var limits: [Limit]

  public static func measure(
    _ progress: @escaping @Sendable (String) -> Void
  ) async throws -> HandshakeDevice {
    let script = try BoardScript("scripts/handshake.sh")
    return try HandshakeDevice(parsing: try await script.run([], progress))
  }

  /// Of the text that `scripts/handshake.sh` printed.
  public init(parsing text: String) throws {
    rows = try text.split(separator: "\n").map { try Row(parsing: $0) }
    limits = rows.flatMap(\.limits)
    guard !rows.isEmpty else { throw BenchmarkError("the board said nothing of its handshakes") }
  }
}

extension HandshakeDevice.Row {
  /// `device psk stack 7996 heap 3668 flash 103152 ram 1676`
  fileprivate init(parsing line: Substring) throws {
    let words = line.split(separator: " ").map(String.init)
    let names = ["stack", "heap", "flash", "ram"]
    let numbers = names.indices.compactMap { i in
      words.count == 10 && words[2 + 2 * i] == names[i] ? Int(words[3 + 2 * i]) : nil
    }
    guard words.first == "device", numbers.count == names.count else {
      throw BenchmarkError("the board said something that nobody understands: \(line)")
    }
    self.init(
      name: words[1], stack: numbers[0], heap: numbers[1], flash: numbers[2], ram: numbers[3])
  }

  var says: String {
    name == "psk" ? "a key shared before, P-256" : "certificates on both sides, P-256"
  }

  /// What the book promises; in KiB.
  fileprivate var limits: [Limit] {
    let (memory, flash): (Double, Double) = name == "psk" ? (12, 64) : (22, 110)
    return [
      Limit(
        name: "device/\(name)/memory", says: "\(says): KiB of stack and heap", most: memory,
        value: Double(stack + heap) / 1024),
      Limit(
        name: "device/\(name)/flash", says: "\(says): KiB of flash", most: flash,
        value: Double(self.flash) / 1024),
    ]
  }
}

extension HandshakeDevice {
  public func text() -> String {
    """
    A client of TLS 1.3 on an emulated Cortex-M4, records of 512 bytes, AES-128-GCM, OpenSSL's
    server at the other end of a serial port. Bytes; flash is the whole image, board and all.

    \(table())

    \(limits.map(\.verdictLine).joined(separator: "\n"))

    """
  }

  private func table() -> String {
    withoutTrailingBlanks(
      TextTable<Row> { row in
        [
          Column(title: "", value: row.says),
          Column(title: "stack", value: grouped(Double(row.stack)), align: .right),
          Column(title: "heap", value: grouped(Double(row.heap)), align: .right),
          Column(title: "flash", value: grouped(Double(row.flash)), align: .right),
          Column(title: "static RAM", value: grouped(Double(row.ram)), align: .right),
        ]
      }.string(for: rows, style: Style.simple) ?? "")
  }

  /// What the book quotes, by name.
  public var figures: [String: String] {
    var figures: [String: String] = [:]
    for row in rows {
      let name = "handshake/device/\(row.name)"
      figures["\(name)/stack"] = grouped(Double(row.stack))
      figures["\(name)/heap"] = grouped(Double(row.heap))
      figures["\(name)/flash"] = grouped(Double(row.flash))
    }
    for limit in limits { figures.merge(limit.figures) { first, _ in first } }
    return figures
  }
}
