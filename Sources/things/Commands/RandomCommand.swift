// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Primitives
import Randomness
import SystemRandom

struct RandomCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "random",
    abstract: "Random bytes, where they come from, and what happens without.",
    subcommands: [RandomBytesCommand.self, RandomTestCommand.self, RandomWeakCommand.self])
}

/// What is watched, and what is trusted.
enum RandomOrigin: String, CaseIterable, ExpressibleByArgument {
  case system, rdseed, rdrand, jitter
}

struct RandomBytesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bytes", abstract: "Prints random bytes, in hexadecimal.",
    discussion: """
      From the kernel, or from noise that is watched, conditioned, and fed into HMAC_DRBG.

      Examples:
        things random bytes 32
        things random bytes 32 --source rdseed
      """)

  @Argument(help: "How many, at most 65,536.")
  var count: Int

  @Option(help: "\(RandomOrigin.allCases.map(\.rawValue).joined(separator: ", ")).")
  var source: RandomOrigin = .system

  func validate() throws {
    guard 1...65_536 ~= count else {
      throw ValidationError("\(count) bytes are not between 1 and 65,536")
    }
  }

  func run() throws {
    let secret = try draw()
    var text = ""
    for i in 0..<secret.count { text += String(format: "%02x", secret.bytes[i]) }
    print(text)
  }

  private func draw() throws -> Secret {
    switch source {
    case .system:
      var kernel = SystemRandom()
      return try kernel.secret(count: count)
    case .rdseed: return try draw(from: ProcessorNoise(.rdseed))
    case .rdrand: return try draw(from: ProcessorNoise(.rdrand))
    case .jitter: return try draw(from: JitterNoise(MonotonicTicks()))
    }
  }

  private func draw<Noise: NoiseSource & ~Copyable>(
    from noise: consuming Noise
  ) throws -> Secret {
    let name = Array("things random bytes".utf8)
    var generator = try Generator<Noise, PortableCrypto>(
      HealthTested(noise), personalization: name.span)
    return try generator.secret(count: count)
  }
}

struct RandomTestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Runs a source of noise under the health tests.",
    discussion: """
      The start-up test, then the continuous tests over --samples more (SP 800-90B, 4.3 and 4.4),
      and how often the most common sample came (6.3.1), beside what is claimed for the source.
      The exit code is 0 if no test failed.

      Examples:
        things random test --source rdseed
        things random test --source jitter --samples 100000
      """)

  @Option(help: "rdseed, rdrand or jitter.")
  var source: RandomOrigin

  @Option(help: "How many samples, at most 10,000,000.")
  var samples = 100_000

  func validate() throws {
    guard source != .system else {
      throw ValidationError(
        "the kernel gives no raw samples to be tested; choose rdseed, rdrand or jitter")
    }
    guard 1...10_000_000 ~= samples else {
      throw ValidationError("\(samples) samples are not between 1 and 10,000,000")
    }
  }

  func run() throws {
    switch source {
    case .system: break
    case .rdseed: try watch(ProcessorNoise(.rdseed))
    case .rdrand: try watch(ProcessorNoise(.rdrand))
    case .jitter: try watch(JitterNoise(MonotonicTicks()))
    }
  }

  private func watch<Noise: NoiseSource & ~Copyable>(_ noise: consuming Noise) throws {
    var watched = try HealthTested(noise)
    var counts = [Int](repeating: 0, count: 256)
    for _ in 0..<samples { counts[Int(try watched.sample())] += 1 }
    Terminal.fact("source", source.rawValue)
    Terminal.fact("samples", "1,024 at the start and \(samples) after it; no test failed")
    Terminal.fact(
      "claimed", "\(Noise.minEntropy.rawValue) of the 8 bits of each sample, as min-entropy")
    Terminal.fact(
      "seen", String(format: "at most %.2f, by the most common sample", estimate(counts)))
  }

  /// The most common value estimate (SP 800-90B, 6.3.1), an upper bound on what may be claimed.
  private func estimate(_ counts: [Int]) -> Double {
    let share = Double(counts.max() ?? 0) / Double(samples)
    let bound = share + 2.576 * (share * (1 - share) / Double(max(samples - 1, 1))).squareRoot()
    return -log2(min(1, bound))
  }
}

struct RandomWeakCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weak", abstract: "Two devices that were switched on in the same second.",
    discussion: """
      Each makes a key from the only thing that it knows, the time. An attacker who knows the hour
      finds the private key from the public one.

      Example:
        things random weak --boot 1700001234
      """)

  @Option(help: "When both were switched on, in seconds since 1970.")
  var boot: UInt64 = 1_700_001_234

  func validate() throws {
    guard 3600...4_102_444_800 ~= boot else {
      throw ValidationError("\(boot) is no time between 1970 and 2100, in seconds since 1970")
    }
  }

  func run() throws {
    let first = try publicKey()
    let second = try publicKey()
    Terminal.fact("device 1", "\(first.prefix(40))…")
    Terminal.fact("device 2", "\(second.prefix(40))…")
    Terminal.say(first == second ? "The keys are the same." : "The keys differ.")
    let hour = boot / 3600 * 3600..<(boot / 3600 + 1) * 3600
    let key = try publicKeyBytes()
    guard
      let found = try BootTimeSource<PortableCrypto>.secondOfBoot(of: key.span, within: hour)
    else { throw ValidationError("the attacker found no key, though one is there") }
    let tried = found - hour.lowerBound + 1
    Terminal.say(
      "Knowing the hour, an attacker tried \(tried) of 3600 seconds, and has the private key.")
  }

  private func publicKey() throws -> String {
    try publicKeyBytes().map { String(format: "%02x", $0) }.joined()
  }

  private func publicKeyBytes() throws(CryptoError) -> [UInt8] {
    var source = BootTimeSource<PortableCrypto>(secondsSince1970: boot)
    let key = try PortableCrypto.P256.generate(using: &source)
    return try [UInt8](capacity: PortableCrypto.P256.publicKeyLength) {
      (out) throws(CryptoError) in try key.publicKey(into: &out)
    }
  }
}
