// SPDX-License-Identifier: Apache-2.0
import BenchmarkProtocol

/// Throughput over the length of the message: a panel for each algorithm, all on one scale.
struct MessageChart {
  let report: CryptoReport
  let family: Family

  private var algorithms: [Algorithm] {
    family.algorithms.filter { !report.drawn(of: $0).isEmpty }
  }

  func svg() -> String {
    let columns = algorithms.count > 1 ? 2 : 1
    let lanes = algorithms.flatMap(report.drawn)
    let (width, panelHeight) = (760.0, 236.0)
    let panelWidth = width / Double(columns)
    let lines = (algorithms.count + columns - 1) / columns
    var drawing = SVG(
      width: width, height: 0,
      title: "Millions of bytes a second over the length of the message, \(family.rawValue)")
    let top = drawing.key(lanes, left: 0)
    drawing.height = top + Double(lines) * panelHeight
    let numbers = report.rows.filter { $0.algorithm.family == family && $0.caller == .provider }
      .compactMap(\.megabytesPerSecond?.median)
    for (i, algorithm) in algorithms.enumerated() {
      let panel = Panel(
        left: Double(i % columns) * panelWidth, top: top + Double(i / columns) * panelHeight,
        width: panelWidth, height: panelHeight)
      draw(algorithm, panel, numbers, &drawing)
    }
    return drawing.svg()
  }

  private struct Panel {
    var left: Double
    var top: Double
    var width: Double
    var height: Double
  }

  private func draw(
    _ algorithm: Algorithm, _ panel: Panel, _ numbers: [Double], _ drawing: inout SVG
  ) {
    let left = panel.left + 62
    let right = panel.left + panel.width - 26
    let top = panel.top + 44
    let bottom = panel.top + panel.height - 46
    let axis = LogarithmicAxis(numbers, from: bottom, to: top)
    drawing.text(algorithm.rawValue, left, panel.top + 20, style: "heading")
    drawing.text("MB/s", left - 8, top - 12, anchor: "end", style: "faint")
    for tick in axis.ticks {
      drawing.line(left, tick.place, right, tick.place, style: "grid")
      drawing.text(tick.name, left - 8, tick.place + 4, anchor: "end", style: "faint")
    }
    let lengths = report.lengths(of: algorithm)
    let step = (right - left) / Double(max(lengths.count - 1, 1))
    for (i, length) in lengths.enumerated() {
      drawing.text(
        grouped(Double(length)), left + Double(i) * step, bottom + 18, anchor: "middle",
        style: "faint")
    }
    drawing.text(
      "bytes in a message", (left + right) / 2, bottom + 36, anchor: "middle", style: "faint")
    for lane in report.drawn(of: algorithm) {
      let points = lengths.enumerated().compactMap { i, length in
        report.row(algorithm, length, lane.library, lane.path)?.megabytesPerSecond.map {
          (x: left + Double(i) * step, y: axis.place($0.median))
        }
      }
      drawing.polyline(
        points, style: lane.isHollow ? "line broken \(lane.style)" : "line \(lane.style)")
      for point in points {
        drawing.mark(lane.shape, point.x, point.y, style: lane.markStyle)
      }
    }
  }
}
