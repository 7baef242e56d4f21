// SPDX-License-Identifier: Apache-2.0
import BenchmarkProtocol

/// Time for one operation: a line for each algorithm, and a mark on it for each lane.
struct PublicKeyChart {
  let report: CryptoReport
  let family: Family

  func svg() -> String {
    let algorithms = family.algorithms.filter { !report.drawn(of: $0).isEmpty }
    let (width, left, right, step) = (760.0, 130.0, 24.0, 58.0)
    var drawing = SVG(
      width: width, height: 0,
      title: "Microseconds for one operation, \(family.rawValue); less is better")
    let top = drawing.key(algorithms.flatMap(report.drawn), left: 0) + 28
    let bottom = top + Double(algorithms.count) * step
    drawing.height = bottom + 48
    let times = report.rows.filter { $0.algorithm.family == family && $0.caller == .provider }
      .map { $0.nanosecondsPerOperation.median / 1000 }
    let axis = LogarithmicAxis(times, from: left, to: width - right)
    for tick in axis.ticks {
      drawing.line(tick.place, top - 8, tick.place, bottom, style: "grid")
      drawing.text(tick.name, tick.place, bottom + 18, anchor: "middle", style: "faint")
    }
    drawing.text(
      "µs for one operation; less is better", (left + width - right) / 2, bottom + 38,
      anchor: "middle", style: "faint")
    for (i, algorithm) in algorithms.enumerated() {
      let middle = top + (Double(i) + 0.5) * step
      let lanes = report.drawn(of: algorithm)
      drawing.text(algorithm.rawValue, left - 14, middle + 4, anchor: "end")
      for (j, lane) in lanes.enumerated() {
        guard let row = report.row(algorithm, 0, lane.library, lane.path) else { continue }
        let y = middle + (Double(j) - Double(lanes.count - 1) / 2) * 9
        let end = axis.place(row.nanosecondsPerOperation.median / 1000)
        drawing.line(left, y, end, y, style: "lead")
        drawing.mark(lane.shape, end, y, style: lane.markStyle)
      }
    }
    return drawing.svg()
  }
}
