// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// One library on one path: answers one line on standard output for each line on standard input.
///
///     about                         about FEATURE,FEATURE…|- VERSION
///     asks ALGORITHM                asks yes|no|missing  (did it ask which path to take)
///     calibrate CASE NANOSECONDS    count OPERATIONS     (as many as take at least so long)
///     round CASE OPERATIONS BATCHES took NANOSECONDS NANOSECONDS …
///     allocations CASE OPERATIONS   allocations NUMBER|unknown  (in so many operations)
///     memory CASE OPERATIONS        memory KILOBYTES|unknown    (resident, after so many more)
///
/// Anything that cannot be done is answered with `error SENTENCE`. The child ends with its input,
/// and so with its parent.
public struct ChildProcess {
  private let workshop: any Workshop
  /// Counts the allocations of this thread while its argument runs, or returns nil.
  private let counted: (() throws -> Void) throws -> Int?
  private var benches: [Case: Bench] = [:]

  public init(
    _ workshop: any Workshop,
    counted: @escaping (() throws -> Void) throws -> Int? = { _ in nil }
  ) {
    self.workshop = workshop
    self.counted = counted
  }

  /// Answers until the input ends.
  public mutating func run() {
    while let line = readLine() {
      print(answer(line))
      fflush(nil)  // every stream, since Swift 6 does not let us name stdout
    }
  }

  public mutating func answer(_ line: String) -> String {
    let words = line.split(separator: " ").map(String.init)
    do {
      switch (words.first, words.count) {
      case ("about", 1):
        let features = workshop.features
        return "about \(features.isEmpty ? "-" : features.joined(separator: ",")) "
          + workshop.version
      case ("asks", 2):
        guard let algorithm = Algorithm(rawValue: words[1]) else { break }
        return "asks \(try asks(algorithm))"
      case ("calibrate", 3):
        guard let operation = Case(words[1]), let target = Int(words[2]) else { break }
        return "count \(try calibrate(operation, target))"
      case ("round", 4):
        guard let operation = Case(words[1]), let count = Int(words[2]), count > 0,
          let batches = Int(words[3]), batches > 0
        else { break }
        return "took" + (try round(operation, count, batches).map { " \($0)" }.joined())
      case ("allocations", 3):
        guard let operation = Case(words[1]), let count = Int(words[2]), count > 0 else { break }
        return "allocations \(try allocations(operation, count))"
      case ("memory", 3):
        guard let operation = Case(words[1]), let count = Int(words[2]), count > 0 else { break }
        _ = try bench(operation).time(count, batch: 0)
        return "memory \(resident().map { "\($0)" } ?? "unknown")"
      default: break
      }
      return "error the child was asked what it does not understand: \(line)"
    } catch let error as OperationFailed {
      return "error \(error.what)"
    } catch {
      return "error \(error)"
    }
  }
}

extension ChildProcess {
  private func asks(_ algorithm: Algorithm) throws -> String {
    do throws(OperationFailed) {
      return try workshop.asks(algorithm) ? "yes" : "no"
    } catch {
      guard error.isMissing else { throw error }
      return "missing"
    }
  }

  private mutating func calibrate(_ operation: Case, _ target: Int) throws -> Int {
    let bench = try bench(operation)
    _ = try bench.time(1, batch: 0)
    var count = 1
    while true {
      let taken = max(try bench.time(count, batch: 0), 1)
      if taken >= target { return count }
      // A tenth more than needed, and no leap of more than a hundred times.
      count = min(count * 100, max(count + 1, count * target / taken * 11 / 10))
    }
  }

  private mutating func round(
    _ operation: Case, _ count: Int, _ batches: Int
  ) throws -> [Int] {
    let bench = try bench(operation)
    var taken: [Int] = []
    for batch in 0..<batches { taken.append(try bench.time(count, batch: batch)) }
    return taken
  }

  private mutating func allocations(_ operation: Case, _ count: Int) throws -> String {
    let bench = try bench(operation)
    // What is made once, at the first use, does not count.
    _ = try bench.time(1, batch: 0)
    let calls = try counted { _ = try bench.time(count, batch: 0) }
    return calls.map { "\($0)" } ?? "unknown"
  }

  /// Of this process, in kilobytes; nil where the kernel does not say.
  private func resident() -> Int? {
    guard let file = fopen("/proc/self/status", "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, 256, file) != nil {
      let text = String(
        decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      guard text.hasPrefix("VmRSS:") else { continue }
      return text.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
    }
    return nil
  }

  private mutating func bench(_ operation: Case) throws -> Bench {
    if let known = benches[operation] { return known }
    let new = try workshop.bench(operation)
    benches[operation] = new
    return new
  }
}
