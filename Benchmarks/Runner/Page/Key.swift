// SPDX-License-Identifier: Apache-2.0
import BenchmarkProtocol
import Foundation

// How a lane looks in every chart: the library is a colour and a shape, and what is hollow and
// broken is software where there is hardware too.

extension Lane {
  var style: String { library.rawValue }
  var isHollow: Bool { kind == .oneOfTwo && path == .software }

  var shape: SVG.Shape {
    switch library {
    case .openssl: .circle
    case .mbedtls: .square
    case .portable: .triangle
    case .swiftCrypto: .diamond
    }
  }

  var markStyle: String { isHollow ? "mark hollow \(style)" : "mark \(style)" }
}

extension CryptoReport {
  func drawn(of algorithm: Algorithm) -> [Lane] {
    lanes(of: algorithm).filter { $0.kind != .missing }
  }
}

extension SVG {
  /// What the marks mean, each lane once; returns where the chart may begin.
  mutating func key(_ lanes: [Lane], left: Double) -> Double {
    var entries: [(style: Lane, name: String)] = []
    for lane in lanes where !entries.contains(where: { $0.style.isLike(lane) }) {
      entries.append((lane, lane.keyName))
    }
    for (i, entry) in entries.enumerated() {
      let x = left + 8 + Double(i % 6) * 126
      let y = 14 + Double(i / 6) * 20
      mark(entry.style.shape, x, y, style: entry.style.markStyle)
      text(entry.name, x + 11, y + 4)
    }
    return 14 + Double((max(entries.count, 1) - 1) / 6 + 1) * 20
  }
}

extension Lane {
  fileprivate func isLike(_ other: Lane) -> Bool {
    library == other.library && isHollow == other.isHollow
  }

  fileprivate var keyName: String { isHollow ? "\(library.rawValue), software" : library.rawValue }
}

/// A logarithmic axis between whole powers of ten.
struct LogarithmicAxis {
  let decades: ClosedRange<Int>
  let start: Double
  let end: Double

  /// From the decade below the least number to the one above the greatest.
  init(_ numbers: [Double], from start: Double, to end: Double) {
    let low = Int(log10(max(numbers.min() ?? 1, 1e-6)).rounded(.down))
    let high = Int(log10(max(numbers.max() ?? 10, 1e-6)).rounded(.up))
    decades = low...max(high, low + 1)
    self.start = start
    self.end = end
  }

  func place(_ number: Double) -> Double {
    let part = (log10(max(number, 1e-6)) - Double(decades.lowerBound)) / Double(decades.count - 1)
    return start + part * (end - start)
  }

  /// A line for each power of ten.
  var ticks: [(place: Double, name: String)] {
    decades.map { decade in
      let number = pow(10, Double(decade))
      return (place(number), decade < 0 ? decimal(number, -decade) : grouped(number))
    }
  }
}
