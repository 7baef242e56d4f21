// SPDX-License-Identifier: Apache-2.0
import CMbedTLS
import COpenSSL
import MbedTLSBackend
import OpenSSLBackend
import Primitives

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
///     asks ALGORITHM                asks yes|no       (did the library ask which path to take)
///     calibrate CASE NANOSECONDS    count OPERATIONS  (as many as take at least so long)
///     round CASE OPERATIONS BATCHES took NANOSECONDS NANOSECONDS …
///
/// Anything that cannot be done is answered with `error SENTENCE`. The child ends with its input,
/// and so with its parent.
public struct ChildProcess {
  /// Nanoseconds for so many operations, in the batch of this number.
  private typealias Timing = (_ count: Int, _ batch: Int) throws(OperationFailed) -> Int

  private let library: CryptoLibrary
  private var stopwatches: [Case: Timing] = [:]

  public init(_ library: CryptoLibrary) { self.library = library }

  /// Answers until the input ends.
  public static func run(_ library: CryptoLibrary) {
    var child = ChildProcess(library)
    while let line = readLine() {
      print(child.answer(line))
      fflush(nil)  // every stream, since Swift 6 does not let us name stdout
    }
  }

  public mutating func answer(_ line: String) -> String {
    let words = line.split(separator: " ").map(String.init)
    do throws(OperationFailed) {
      switch (words.first, words.count) {
      case ("about", 1):
        let features = features()
        return "about \(features.isEmpty ? "-" : features.joined(separator: ",")) \(version)"
      case ("asks", 2):
        guard let algorithm = Algorithm(rawValue: words[1]) else { break }
        return "asks \(try asks(algorithm) ? "yes" : "no")"
      case ("calibrate", 3):
        guard let operation = Case(words[1]), let target = Int(words[2]) else { break }
        return "count \(try calibrate(operation, target))"
      case ("round", 4):
        guard let operation = Case(words[1]), let count = Int(words[2]), count > 0,
          let batches = Int(words[3]), batches > 0
        else { break }
        return "took" + (try round(operation, count, batches).map { " \($0)" }.joined())
      default: break
      }
      return "error the child was asked what it does not understand: \(line)"
    } catch {
      return "error \(error.what)"
    }
  }
}

extension ChildProcess {
  private var version: String {
    switch library {
    case .openssl:
      return "OpenSSL " + String(cString: OpenSSL_version(OPENSSL_VERSION_STRING))
    case .mbedtls:
      let number = mbedtls_version_get_number()
      return "mbedTLS \(number >> 24).\(number >> 16 & 0xFF).\(number >> 8 & 0xFF)"
    }
  }

  /// What the library knows that it may use, which for mbedTLS shows only once it has asked.
  private func features() -> [String] {
    switch library {
    case .openssl: return opensslFeatures(settings: opensslSettings())
    case .mbedtls:
      _ = try? asks(.aes128GCM)
      return MbedTLSSwitch.features
    }
  }

  /// Whether the library asks, before it begins, if it may use the processor's instructions:
  /// where it does not ask, there is nothing to switch.
  private func asks(_ algorithm: Algorithm) throws(OperationFailed) -> Bool {
    switch library {
    case .openssl:
      // It asked the processor and the environment at its start, for every algorithm.
      return !opensslSettings().isEmpty
    case .mbedtls:
      MbedTLSSwitch.forget()
      switch algorithm {
      case .aes128GCM:
        var seal = try RawMbedTLSSeal(bytes: 64)
        try seal.run()
      case .sha256:
        var digest = try RawMbedTLSDigest(bytes: 64)
        try digest.run()
      }
      return MbedTLSSwitch.wasAsked
    }
  }
}

extension ChildProcess {
  private mutating func calibrate(
    _ operation: Case, _ target: Int
  ) throws(OperationFailed) -> Int {
    let time = try stopwatch(operation)
    _ = try time(1, 0)
    var count = 1
    while true {
      let taken = max(try time(count, 0), 1)
      if taken >= target { return count }
      // A tenth more than needed, and no leap of more than a hundred times.
      count = min(count * 100, max(count + 1, count * target / taken * 11 / 10))
    }
  }

  private mutating func round(
    _ operation: Case, _ count: Int, _ batches: Int
  ) throws(OperationFailed) -> [Int] {
    let time = try stopwatch(operation)
    var taken: [Int] = []
    for batch in 0..<batches { taken.append(try time(count, batch)) }
    return taken
  }

  private mutating func stopwatch(
    _ operation: Case
  ) throws(OperationFailed) -> Timing {
    if let known = stopwatches[operation] { return known }
    let new = try make(operation)
    stopwatches[operation] = new
    return new
  }

  private func make(
    _ operation: Case
  ) throws(OperationFailed) -> Timing {
    let bytes = operation.bytes
    switch (library, operation.algorithm, operation.caller) {
    case (.openssl, .aes128GCM, .raw): return timed(try RawOpenSSLSeal(bytes: bytes))
    case (.openssl, .sha256, .raw): return timed(try RawOpenSSLDigest(bytes: bytes))
    case (.openssl, .aes128GCM, .provider):
      return timed(try ProviderSeal(OpenSSLCrypto.self, bytes: bytes))
    case (.openssl, .sha256, .provider):
      return timed(try ProviderDigest(OpenSSLCrypto.self, bytes: bytes))
    case (.mbedtls, .aes128GCM, .raw): return timed(try RawMbedTLSSeal(bytes: bytes))
    case (.mbedtls, .sha256, .raw): return timed(try RawMbedTLSDigest(bytes: bytes))
    case (.mbedtls, .aes128GCM, .provider):
      return timed(try ProviderSeal(MbedTLSCrypto.self, bytes: bytes))
    case (.mbedtls, .sha256, .provider):
      return timed(try ProviderDigest(MbedTLSCrypto.self, bytes: bytes))
    }
  }
}

private func timed<Timed: Operation & ~Copyable>(
  _ operation: consuming Timed
) -> (Int, Int) throws(OperationFailed) -> Int {
  let stopwatch = Stopwatch(operation)
  return { (count, batch) throws(OperationFailed) in
    try stopwatch.time(count, batch: batch)
  }
}
