// SPDX-License-Identifier: Apache-2.0
import Foundation

enum Direction: String, CaseIterable {
  case mutate, build

  var title: String {
    switch self {
    case .mutate: "certificates that were bent and signed again"
    case .build: "certificates that OpenSSL wrote"
    }
  }
}

struct Options {
  var directions = Direction.allCases
  var seconds = 20.0
  var trials = Int.max
  var seed: UInt64 = 1
  var json: String?

  init(_ arguments: ArraySlice<String>) throws {
    var words = arguments
    while let word = words.popFirst() {
      switch word {
      case "mutate": directions = [.mutate]
      case "build": directions = [.build]
      case "both": directions = Direction.allCases
      case "--seconds": seconds = try Self.number(words.popFirst(), after: word)
      case "--trials": trials = try Self.number(words.popFirst(), after: word)
      case "--seed": seed = try Self.number(words.popFirst(), after: word)
      case "--json": json = words.popFirst()
      default: throw Broken("there is no option '\(word)'; see the first lines of main.swift")
      }
    }
  }

  private static func number<N: LosslessStringConvertible>(
    _ word: String?, after option: String
  ) throws -> N {
    guard let number = word.flatMap({ N($0) }) else {
      throw Broken("\(option) needs a number behind it")
    }
    return number
  }
}

/// One direction for so long.
struct Run {
  struct Report {
    var direction: Direction
    var seconds = 0.0
    var trials = 0
    var readByBoth = 0
    var acceptedByBoth = 0
    var classes: [Trial.Difference: Int] = [:]
    /// The first chain of each.
    var unexplained: [(difference: Trial.Difference, trial: Int, pem: String)] = []
    /// Of this process, at its largest: kilobytes.
    var memory = 0
  }

  let direction: Direction
  let options: Options

  init(_ direction: Direction, _ options: Options) {
    self.direction = direction
    self.options = options
  }

  func run() throws -> Report {
    let keys = try (1...5).map { try TestKey(UInt8($0)) }
    let seeds = try Seeds(keys: keys)
    let builder = Builder(keys: keys)
    let spare = seeds.chains.flatMap { $0.certificates.flatMap(Self.pieces) }
    var report = Report(direction: direction)
    try insist(seeds)
    let start = ContinuousClock.now
    let end = start + .seconds(options.seconds)
    var told = start
    while report.trials < options.trials, ContinuousClock.now < end {
      // Each trial has dice of its own, so that it can be repeated alone.
      var dice = Dice(seed: options.seed &* 0x1_0000_0001 &+ UInt64(report.trials) &* 0x9E37)
      let chain =
        direction == .mutate
        ? try Mutant(seeds.chains, spare: spare, &dice).chain : try builder.chain(&dice)
      var question = Question()
      question.isServer = !dice.once(in: 6)
      if dice.once(in: 3) { question.host = "device.example" }
      let trial = try Trial(chain, question)
      report.trials += 1
      if trial.wasRead { report.readByBoth += 1 }
      if trial.bothAccept { report.acceptedByBoth += 1 }
      for difference in trial.differences {
        report.classes[difference, default: 0] += 1
        guard Disagreement.explaining(difference) == nil,
          !report.unexplained.contains(where: { $0.difference == difference })
        else { continue }
        report.unexplained.append((difference, report.trials - 1, chain.pem()))
      }
      if told.duration(to: .now) > .seconds(2) {
        told = .now
        say(report, end)
      }
    }
    let taken = start.duration(to: .now).components
    report.seconds = Double(taken.seconds) + Double(taken.attoseconds) / 1e18
    report.memory = Self.memory()
    return report
  }

  /// What nobody bent both must accept, or nothing that follows means anything.
  private func insist(_ seeds: Seeds) throws {
    for chain in seeds.chains {
      let trial = try Trial(chain, Question())
      guard trial.bothAccept else {
        throw Broken("the seed of \(chain.source) is not accepted: \(trial)\n\(chain.pem())")
      }
    }
  }

  private static func pieces(_ der: [UInt8]) -> [Node] {
    var pieces: [Node] = []
    func collect(_ nodes: [Node]) {
      for node in nodes {
        pieces.append(node)
        collect(node.children ?? [])
      }
    }
    collect(Node.parse(der[...]) ?? [])
    return pieces.filter { $0.size < 30 }
  }

  private func say(_ report: Report, _ end: ContinuousClock.Instant) {
    let left = ContinuousClock.now.duration(to: end).components.seconds
    let line =
      "\(direction.rawValue): \(report.trials) chains, \(report.classes.count) classes, "
      + "\(report.unexplained.count) unexplained, \(left) s left\n"
    FileHandle.standardError.write(Data(line.utf8))
  }

  private static func memory() -> Int {
    var usage = rusage()
    getrusage(0, &usage)  // RUSAGE_SELF
    return usage.ru_maxrss
  }
}

extension Run.Report {
  func text() -> String {
    var lines = [
      "\(direction.rawValue): \(trials) \(direction.title), in \(Int(seconds)) s, "
        + "\(readByBoth) read by both, \(acceptedByBoth) accepted by both, "
        + "\(memory / 1024) MB at most"
    ]
    for (difference, count) in classes.sorted(by: {
      ($0.value, $0.key.book.text) > ($1.value, $1.key.book.text)
    }) {
      let explained = Disagreement.explaining(difference)
      let why =
        explained.map { "\($0.section): \($0.right.rawValue) is right" } ?? "UNEXPLAINED"
      lines.append(
        "  \(count)  \(difference.level.rawValue): book \(difference.book.text); "
          + "OpenSSL \(difference.library.text)  [\(why)]")
    }
    for one in unexplained {
      lines.append(
        "unexplained, trial \(one.trial): book \(one.difference.book.text), "
          + "OpenSSL \(one.difference.library.text)\n\(one.pem)")
    }
    return lines.joined(separator: "\n")
  }
}
