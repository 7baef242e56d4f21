// SPDX-License-Identifier: Apache-2.0
import TextTable

extension DeviceReport {
  /// For a terminal of 100 columns.
  public func text() -> String {
    """
    \(board).
    \(about())
    Instructions are not cycles: the emulator has no pipeline, no waiting for flash, no caches.

    Instructions a byte, the context being there; stack, heap and flash in bytes.

    \(table(of: rows.filter { DeviceOperation(rawValue: $0.operation)?.takesText == true }, textColumns))

    Instructions for one operation, the key's context being there.

    \(table(of: rows.filter { DeviceOperation(rawValue: $0.operation)?.takesText == false }, operationColumns))

    \(notes())

    What the book promises of its own:
    \(claims.map(line).joined(separator: "\n"))

    What others found on a real Cortex-M4, in cycles:
    \(published.map(line).joined(separator: "\n"))
    """
  }

  private func about() -> String {
    let compiler = ["swift", "gcc"].map {
      "\($0) \(compilers[$0] ?? "unknown") \(options[$0] ?? "")"
    }
    return compiler.joined(separator: ", ") + "."
  }

  private func notes() -> String {
    var lines = [
      "Set-up makes the key's context. Flash is what an image with only this operation has more",
      "than one with none, so what two primitives share counts for both.",
    ]
    for implementation in implementations {
      if let absence = implementation.absence {
        lines.append("\(implementation.name) was not measured: \(absence)")
      } else if let flash = implementation.flash {
        let name = [implementation.name, implementation.version].filter { !$0.isEmpty }
        lines.append(
          "All of them by \(name.joined(separator: " ")): \(grouped(flash)) bytes of flash.")
      }
    }
    return lines.joined(separator: "\n")
  }

  private func line(_ claim: Claim) -> String {
    let measured = claim.measured.map { $0 < 1000 ? decimal($0, 1) : grouped($0) }
    let found = measured.map { "\($0), \(claim.met ? "met" : "NOT MET")" } ?? "missing, NOT MET"
    return "  \(claim.name): at most \(grouped(claim.limit)) \(claim.unit): \(found)"
  }

  private func line(_ figure: PublishedFigure) -> String {
    """
      \(figure.operation): \(figure.cycles), \(figure.how)
        \(figure.kind.rawValue): \(figure.source)
    """
  }

  private func table(of rows: [Row], _ own: @escaping (Row) -> [Column]) -> String {
    let table = TextTable<Row> { row in
      [
        Column(title: "primitive", value: DeviceOperation(rawValue: row.operation)?.title ?? ""),
        Column(title: "by", value: row.implementation),
      ] + own(row) + [
        number("set-up", row.setUp, row), number("stack", row.stack, row),
        number("heap", row.heap, row), number("flash", row.flash, row),
      ]
    }
    return withoutTrailingBlanks(table.string(for: rows, style: Style.simple) ?? "")
  }

  private func textColumns(_ row: Row) -> [Column] {
    [
      Column(title: "a byte", value: perByte(row.instructionsPerByte, row), align: .right),
      Column(title: "of 64 B", value: perByte(row.instructionsPerByteOf64, row), align: .right),
    ]
  }

  private func operationColumns(_ row: Row) -> [Column] {
    [number("instructions", row.instructions, row)]
  }

  private func perByte(_ value: Double?, _ row: Row) -> String {
    value.map { decimal($0, 1) } ?? (row.isMissing ? "missing" : "-")
  }

  private func number(_ title: String, _ value: Int?, _ row: Row) -> Column {
    Column(
      title: title,
      value: value.map { grouped($0) }
        ?? (row.isMissing && title == "instructions" ? "missing" : "-"),
      align: .right)
  }
}
