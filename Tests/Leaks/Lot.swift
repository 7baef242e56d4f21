// SPDX-License-Identifier: Apache-2.0
import Foundation
import LeakSubjects
import Primitives

/// One lot of measurements of every subject.
enum Lot {
  struct Result: Codable {
    var name: String
    var t: Double
    var part: Double
    var measurements: Int
  }

  /// A line for each subject; what could not be run has none.
  static func run(seconds: Double) {
    for subject in Subject.all {
      do throws(CryptoError) {
        let result = try time(subject, seconds: seconds)
        guard let json = try? JSONEncoder().encode(result) else { exit(2) }
        print(String(decoding: json, as: UTF8.self))
      } catch {
        say("\(subject.name) could not be run: \(error)")
      }
    }
  }

  private static func time(
    _ subject: Subject, seconds: Double
  ) throws(CryptoError) -> Result {
    var trial = Trial(subject)
    // Some to warm up, and to see how many fit.
    let start = ContinuousClock.now
    _ = try trial.run(200)
    let (whole, part) = (ContinuousClock.now - start).components
    let each = (Double(whole) + Double(part) / 1e18) / 200
    let measurements = max(400, min(200_000, Int(seconds / each)))
    let found = try trial.run(measurements)
    return Result(
      name: subject.name, t: found.t, part: found.part, measurements: measurements)
  }

  static func inAnotherProcess(seconds: Double) throws -> [Result] {
    let process = Process()
    let output = Pipe()
    process.executableURL = Bundle.main.executableURL
    process.arguments = ["lot", String(seconds)]
    process.standardOutput = output
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return try text.split(separator: UInt8(ascii: "\n")).map {
      try JSONDecoder().decode(Result.self, from: $0)
    }
  }
}

/// To standard error, where no result stands.
func say(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
