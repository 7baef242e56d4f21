// SPDX-License-Identifier: Apache-2.0
import BenchmarkRunner
import Foundation

/// Time to the first protected reading: a mark for each protocol's median, and a line from there
/// to its 95th percentile, or to the edge if more than one reading in twenty never arrived. The axis is logarithmic, for the links differ by a factor of a hundred.
struct LatencyChart {
  private let rows: [LatencyReport.Row]
  private let protocols: [(Stack.Security, SVG.Shape)] = [
    (.tls13, .circle), (.tls12, .square), (.dtls12, .triangle),
  ]
  private let decades: [(milliseconds: Double, name: String)] = [
    (10, "10 ms"), (100, "100 ms"), (1000, "1 s"), (10_000, "10 s"), (100_000, "100 s"),
  ]
  private let left = 150.0
  private let right = 20.0
  private let top = 58.0
  private let step = 26.0
  private let width = 720.0

  /// OpenSSL speaks all three protocols; certificates are the usual case.
  init(_ report: LatencyReport) {
    rows = report.rows.filter {
      $0.stack.library == .openssl && $0.stack.identity == .certificates
    }
  }

  func svg() -> String {
    var places: [(LinkName, Int)] = []
    for row in rows where !places.contains(where: { $0 == (row.link, row.loss) }) {
      places.append((row.link, row.loss))
    }
    let bottom = top + Double(places.count) * step
    var drawing = SVG(
      width: width, height: bottom + 10,
      title: "Time until the server has the first reading, by link and loss")
    for (i, (security, shape)) in protocols.enumerated() {
      let x = left + 6 + Double(i) * 100
      drawing.mark(shape, x, 12, style: style(security))
      drawing.text(name(security), x + 12, 16)
    }
    for decade in decades {
      drawing.line(
        x(decade.milliseconds), top - 12, x(decade.milliseconds), bottom, style: "grid")
      drawing.text(decade.name, x(decade.milliseconds), top - 18, anchor: "middle", style: "faint")
    }
    for (i, (link, loss)) in places.enumerated() {
      let y = top + (Double(i) + 0.5) * step
      drawing.text("\(link.rawValue), \(loss) % lost", left - 16, y + 4, anchor: "end")
      for (j, (security, shape)) in protocols.enumerated() {
        guard
          let row = rows.first(where: {
            $0.link == link && $0.loss == loss && $0.stack.security == security
          }), let median = row.first.p50
        else { continue }
        let at = x(Double(median) / 1000)
        let offset = y + Double(j - 1) * 6
        let late = row.first.p95.map { x(Double($0) / 1000) } ?? width
        drawing.line(at, offset, late, offset, style: "line-\(style(security))")
        drawing.mark(shape, at, offset, style: style(security))
      }
    }
    return drawing.svg()
  }

  private func x(_ milliseconds: Double) -> Double {
    left + log10(max(milliseconds, 10) / 10) / 4 * (width - left - right)
  }

  private func style(_ security: Stack.Security) -> String {
    switch security {
    case .tls13: "tls13"
    case .tls12: "tls12"
    case .dtls12: "dtls12"
    }
  }

  private func name(_ security: Stack.Security) -> String {
    switch security {
    case .tls13: "TLS 1.3"
    case .tls12: "TLS 1.2"
    case .dtls12: "DTLS 1.2"
    }
  }
}
