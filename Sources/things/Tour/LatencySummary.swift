// SPDX-License-Identifier: Apache-2.0
import BenchmarkRunner

/// Two sentences for the terminal; the table is on the page, and in `things bench latency`.
struct LatencySummary {
  var lines: [String] = []

  init(_ report: LatencyReport) {
    lines.append(
      "Simulated links, time that is computed and not waited for, certificates on both sides: how "
        + "long until a server has a device's first reading? Median of \(report.seeds) seeds.")
    for link in LinkName.allCases {
      let times = [Stack.Security.tls13, .tls12, .dtls12].compactMap { security in
        report.rows.first {
          $0.link == link && $0.loss == 0 && $0.stack.security == security
            && $0.stack.library == .openssl && $0.stack.identity == .certificates
        }?.first.p50.map { "\(security.rawValue) \(($0 + 500) / 1000) ms" }
      }
      lines.append("\(link.rawValue): " + times.joined(separator: ", "))
    }
  }
}
