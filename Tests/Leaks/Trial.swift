// SPDX-License-Identifier: Apache-2.0
import CLeaks
import LeakSubjects
import Primitives

/// Times a subject over two classes of secrets, fixed and random, in an order drawn at random
/// (Reparaz, Balasch, Verbauwhede, "Dude, is my code constant time?", DATE 2017).
struct Trial {
  let subject: Subject
  var random: SystemRandomNumberGenerator = .init()
  private var kept: UInt8 = 0

  init(_ subject: Subject) { self.subject = subject }

  /// t over one lot of measurements, the largest over some ways to cut off the slow ones, and
  /// by which part of the time the classes differ there.
  /// Whatever disturbs a measurement only ever makes it slower.
  mutating func run(_ measurements: Int) throws(CryptoError) -> (t: Double, part: Double) {
    let sides = (0..<measurements).map { _ in Int.random(in: 0...1, using: &random) }
    // Both classes lie in the same kind of memory, and are read in the same way.
    var secrets = [UInt8](repeating: 0, count: measurements * subject.count)
    for i in 0..<measurements {
      var word: UInt64 = 0
      for j in 0..<subject.count {
        word = j % 8 == 0 ? random.next() : word >> 8
        let byte = UInt8(truncatingIfNeeded: word)
        secrets[i * subject.count + j] = sides[i] == 0 ? subject.fixed[j] : byte
      }
    }
    var times = [Double](repeating: 0, count: measurements)
    var secret = [UInt8](repeating: 0, count: subject.count)
    for i in 0..<measurements {
      for j in 0..<subject.count { secret[j] = secrets[i * subject.count + j] }
      TableAES.evict()
      let start = things_ticks()
      kept &+= try subject.run(secret.span)
      times[i] = Double(things_ticks() &- start)
    }
    let sorted = times.sorted()
    return [0.5, 0.75, 0.9, 0.99, 1].map { part -> (t: Double, part: Double) in
      let limit = sorted[min(Int(Double(measurements) * part), measurements - 1)]
      var welch = Welch()
      for i in 0..<measurements where times[i] <= limit { welch.add(times[i], to: sides[i]) }
      return (welch.t, welch.part)
    }.max { $0.t.magnitude < $1.t.magnitude } ?? (0, 0)
  }
}
