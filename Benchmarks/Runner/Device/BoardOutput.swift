// SPDX-License-Identifier: Apache-2.0

/// What `scripts/device-bench.sh` printed, line by line.
struct BoardOutput: Equatable, Sendable {
  /// One operation over one length, as the board counted it.
  struct Cost: Equatable, Sendable {
    var operation: String
    /// 0 where the cost does not grow with a text.
    var bytes: Int
    /// Instructions until the context was there, and then for the operation.
    var setUp: Int
    var instructions: Int
    /// The deepest the stack went, and the most heap in use at once, over both.
    var stack: Int
    var heap: Int
    var allocations: Int
    /// Of what came out.
    var fingerprint: Substring
  }

  struct Implementation: Equatable, Sendable {
    var name: String
    var version: String
    var costs: [Cost] = []
    var missing: Set<String> = []
    /// Bytes, by operation; `everything` is an image with all of them.
    var flash: [String: Int] = [:]
    var isDone = false
  }

  var compilers: [String: String] = [:]
  var implementations: [Implementation] = []
  /// Why an implementation could not be measured.
  var absent: [String: String] = [:]
}

extension BoardOutput {
  init(parsing text: String) throws(BenchmarkError) {
    for line in text.split(whereSeparator: \.isNewline) { try read(line) }
    guard !implementations.isEmpty else {
      throw BenchmarkError("the board said nothing that could be measured")
    }
    for implementation in implementations where !implementation.isDone {
      throw BenchmarkError("the board did not come to the end of \(implementation.name)")
    }
    try compareFingerprints()
  }

  private mutating func read(_ line: Substring) throws(BenchmarkError) {
    let words = line.split(separator: " ")
    let rest = words.dropFirst().joined(separator: " ")
    switch (words.first, words.count) {
    case ("swift", 2...), ("gcc", 2...):
      compilers[String(words[0])] = rest
    case ("implementation", 2...):
      implementations.append(
        Implementation(
          name: String(words[1]), version: words.dropFirst(2).joined(separator: " ")))
    case ("absent", 3...):
      absent[String(words[1])] = words.dropFirst(2).joined(separator: " ")
    case ("failed", 2...):
      throw BenchmarkError("on the board failed: \(rest)")
    default:
      guard !implementations.isEmpty,
        try implementations[implementations.count - 1].read(words)
      else { throw unreadable(line) }
    }
  }

  /// Two implementations of one algorithm must turn the same input into the same bytes, or
  /// their costs are not to be compared.
  private func compareFingerprints() throws(BenchmarkError) {
    guard let first = implementations.first else { return }
    for other in implementations.dropFirst() {
      for cost in first.costs {
        guard let same = other.cost(cost.operation, cost.bytes),
          same.fingerprint != cost.fingerprint
        else { continue }
        throw BenchmarkError(
          "\(first.name) and \(other.name) do not agree on \(cost.operation) of \(cost.bytes) bytes"
        )
      }
    }
  }
}

extension BoardOutput.Implementation {
  func cost(_ operation: String, _ bytes: Int) -> BoardOutput.Cost? {
    costs.first { $0.operation == operation && $0.bytes == bytes }
  }

  /// False for what no board says.
  fileprivate mutating func read(_ words: [Substring]) throws(BenchmarkError) -> Bool {
    switch (words.first, words.count) {
    case ("clock", 2):
      guard words[1] == "1000000" else {
        throw BenchmarkError(
          "the board's clock counted a loop of 1000000 instructions as \(words[1])")
      }
    case ("missing", 2):
      missing.insert(String(words[1]))
    case ("cost", 9):
      let numbers = words[2..<8].compactMap { Int($0) }
      guard numbers.count == 6 else { return false }
      costs.append(
        BoardOutput.Cost(
          operation: String(words[1]), bytes: numbers[0], setUp: numbers[1],
          instructions: numbers[2], stack: numbers[3], heap: numbers[4], allocations: numbers[5],
          fingerprint: words[8]))
    case ("flash", 3):
      guard let bytes = Int(words[2]) else { return false }
      flash[String(words[1])] = bytes
    case ("done", 2):
      guard words[1] == "0" else { return false }
      isDone = true
    default:
      return false
    }
    return true
  }
}

private func unreadable(_ line: Substring) -> BenchmarkError {
  BenchmarkError("the board said what nobody here can read: \(line)")
}
