// SPDX-License-Identifier: Apache-2.0
import BenchmarkProtocol

extension CryptoReport {
  /// For a terminal of 80 columns.
  public func text() -> String {
    var parts = [surroundings().joined(separator: "\n")]
    let families = Family.allCases.map { family in
      family.algorithms.filter { algorithm in
        rows.contains { $0.algorithm == algorithm }
          || missing.contains { $0.algorithm == algorithm }
      }
    }
    let messages = families.joined().filter(\.takesLengths)
    if !messages.isEmpty {
      parts.append(
        wrapped(
          "Messages of so many bytes, in MB/s through the book's provider: median of \(rounds) "
            + "rounds. At the longest: half, the middle half of the rounds in percent of the "
            + "median; best, how many times as long as the quickest."))
      parts += messages.map(messageTable)
    }
    let publicKeys = families.joined().filter { !$0.takesLengths }
    if !publicKeys.isEmpty {
      parts.append(
        wrapped(
          "Public keys, in µs through the book's provider: median, in brackets the middle half; "
            + "best, how many times as long as the quickest."))
      parts.append(publicKeyTable(publicKeys))
    }
    if rows.contains(where: { $0.caller == .raw && $0.bytes > 0 }) {
      parts.append(
        wrapped(
          "What the book's provider takes more than the same call by hand in the same process, "
            + "in percent, by length:"))
      parts.append(providerTable())
    }
    if rows.contains(where: { $0.allocationsPerOperation != nil }) {
      parts.append(wrapped("Calls for memory in one operation through the provider:"))
      parts.append(
        allocationTable(messages + publicKeys.filter { $0.family == .certificate }))
    }
    parts.append(verdicts().joined(separator: "\n"))
    if !claims.isEmpty {
      parts.append(
        wrapped(
          "What the book claims: how many times as fast, and at least how many that must be:"))
      parts.append(claimTable())
    }
    if let limits {
      parts.append("What it claims of memory, and how much that may be:")
      parts.append(limitTable(limits))
    }
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private func surroundings() -> [String] {
    var lines = [
      "\(machine.processor), \(machine.cores) cores, \(machine.architecture)"
        + (machine.isVirtual ? ", a virtual machine" : ""),
      "\(machine.system), \(date)",
    ]
    lines += paths.map { "\($0.version), \(meaning(of: $0))" }
    return lines.map(wrapped)
  }

  /// What a path is on this machine.
  func meaning(of path: PathResult) -> String {
    switch path.library {
    case .portable:
      "one path: no special instructions, the compiler's baseline for \(machine.architecture)"
    case .swiftCrypto: "as it is: it chooses for itself, and does not say what"
    case .openssl, .mbedtls:
      "\(path.path.rawValue) path: "
        + (path.features.isEmpty ? "none" : path.features.joined(separator: " "))
    }
  }

  private func messageTable(_ algorithm: Algorithm) -> String {
    let lengths = lengths(of: algorithm)
    let longest = lengths.last ?? 0
    var lines = [
      [algorithm.rawValue, ""] + lengths.map { grouped(Double($0)) } + ["half", "best"]
    ]
    for lane in lanes(of: algorithm) {
      guard let last = row(algorithm, longest, lane.library, lane.path) else {
        lines.append([lane.library.rawValue, lane.pathName])
        continue
      }
      lines.append(
        [lane.library.rawValue, lane.pathName]
          + lengths.map {
            row(algorithm, $0, lane.library, lane.path)?.megabytesPerSecond
              .map { throughput($0.median) } ?? "-"
          }
          + [
            last.megabytesPerSecond.map(half) ?? "-", ratio(last.timesBest.median),
          ])
    }
    return grid(lines, left: 2)
  }

  private func publicKeyTable(_ algorithms: [Algorithm]) -> String {
    var lines = [["operation", "library", "path", "µs", "(middle half)", "per second", "best"]]
    for algorithm in algorithms {
      for lane in lanes(of: algorithm) {
        guard let row = row(algorithm, 0, lane.library, lane.path) else {
          lines.append([algorithm.rawValue, lane.library.rawValue, lane.pathName])
          continue
        }
        let taken = row.nanosecondsPerOperation
        lines.append([
          algorithm.rawValue, lane.library.rawValue, lane.pathName, time(taken.median / 1000),
          "(\(time(taken.lowerQuartile / 1000))-\(time(taken.upperQuartile / 1000)))",
          grouped(1e9 / taken.median), ratio(row.timesBest.median),
        ])
      }
    }
    return grid(lines, left: 3)
  }

  private func providerTable() -> String {
    let algorithms = Algorithm.allCases.filter { algorithm in
      rows.contains { $0.algorithm == algorithm && $0.caller == .raw && $0.bytes > 0 }
    }
    let lengths = Set(algorithms.flatMap(lengths)).sorted()
    var lines = [["algorithm", "library", "path"] + lengths.map { grouped(Double($0)) }]
    for algorithm in algorithms {
      for lane in lanes(of: algorithm) where lane.library.isCalledByHand {
        lines.append(
          [algorithm.rawValue, lane.library.rawValue, lane.pathName]
            + lengths.map { bytes in
              let subject = Case(algorithm, bytes: bytes, .provider).subject
              let name = "\(subject)/\(lane.library.rawValue)/\(lane.path.rawValue)"
              return comparison("\(name)/provider-over-raw").map { percentMore($0.median, "") }
                ?? "-"
            })
      }
    }
    return grid(lines, left: 3)
  }

  private func allocationTable(_ algorithms: [Algorithm]) -> String {
    let libraries = CryptoLibrary.allCases.filter { library in
      rows.contains { $0.library == library && $0.allocationsPerOperation != nil }
    }
    var lines = [["operation"] + libraries.map(\.rawValue)]
    for algorithm in algorithms {
      lines.append(
        [algorithm.rawValue]
          + libraries.map { library in
            rows.last {
              $0.library == library && $0.algorithm == algorithm
                && $0.allocationsPerOperation != nil
            }?.allocationsPerOperation.map(count) ?? "-"
          })
    }
    return grid(lines, left: 1)
  }

  /// One sentence for all algorithms of a library that have the same reason.
  private func verdicts() -> [String] {
    CryptoLibrary.allCases.flatMap { library -> [String] in
      let items = switches.filter { $0.library == library }
      var reasons: [String] = []
      for item in items where !reasons.contains(item.reason) { reasons.append(item.reason) }
      return reasons.map { reason in
        let same = items.filter { $0.reason == reason }
        let changed = same.contains(where: \.pathChanged)
        let names = same.map { item in
          item.algorithm.rawValue + (item.speed.map { " \(ratio($0.median))" } ?? "")
        }.joined(separator: ", ")
        return wrapped(
          "\(library.rawValue): \(changed ? "path changed" : "PATH DID NOT CHANGE"): \(reason)"
            + (same.contains { $0.speed != nil } ? "; hardware is so many times as fast" : "")
            + ": \(names)")
      }
    }
  }

  private func claimTable() -> String {
    let lines = claims.map { claim in
      [
        claim.name, claim.speed.map { ratio($0.median) } ?? "-", decimal(claim.bar, 2),
        claim.verdict.uppercased(),
      ]
    }
    return grid([["claim", "speed", "bar", "verdict"]] + lines, left: 1)
  }
}

private func limitTable(_ limits: [Limit]) -> String {
  let lines = limits.map { limit in
    [
      limit.name, limit.value.map(count) ?? "-", count(limit.most), limit.verdict.uppercased(),
    ]
  }
  return grid([["claim", "value", "at most", "verdict"]] + lines, left: 1)
}

/// The middle half in percent of the median: `98-101%`.
private func half(_ spread: Spread) -> String {
  let (low, high) = (spread.lowerQuartile, spread.upperQuartile)
  return "\(decimal(low / spread.median * 100, 0))-\(decimal(high / spread.median * 100, 0))%"
}

/// Columns as wide as they need, one blank apart; the first `left` of them begin at the left.
private func grid(_ lines: [[String]], left: Int) -> String {
  let columns = lines.map(\.count).max() ?? 0
  let widths = (0..<columns).map { column in
    lines.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
  }
  return lines.map { line in
    let cells = line.enumerated().map { column, cell in
      let blanks = String(repeating: " ", count: widths[column] - cell.count)
      return column < left ? cell + blanks : blanks + cell
    }
    return String(cells.joined(separator: " ").reversed().drop { $0 == " " }.reversed())
  }.joined(separator: "\n")
}

/// At most 80 columns a line; what goes on is indented.
private func wrapped(_ text: String) -> String {
  var lines = [""]
  for word in text.split(separator: " ") {
    let last = lines[lines.count - 1]
    if last.isEmpty {
      lines[0] = String(word)
    } else if last.count + 1 + word.count <= 80 {
      lines[lines.count - 1] += " " + word
    } else {
      lines.append("  " + word)
    }
  }
  return lines.joined(separator: "\n")
}
