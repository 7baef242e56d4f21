// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// NIST's path validation suite: the files that `make setup` has unpacked, and our list of what
/// each test is given and has to come to.
public enum PKITS {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static let data = root.appendingPathComponent(".build-pkits")

  static var isThere: Bool {
    FileManager.default.fileExists(atPath: data.appendingPathComponent("certs").path)
  }

  public static func certificate(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: data.appendingPathComponent("certs/\(name).crt")))
  }

  public static func revocationList(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: data.appendingPathComponent("crls/\(name).crl")))
  }

  /// A line for each test, as `Tests/PKITS/tests.txt` explains.
  public static let tests: [PKITSTest] = {
    let list = root.appendingPathComponent("Tests/PKITS/tests.txt")
    let text = (try? String(contentsOf: list, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map(PKITSTest.init)
  }()
}

public struct PKITSTest: Sendable, CustomTestStringConvertible {
  /// The section of NIST's document, and the part of the test if it has several.
  public let number: String
  /// `accept`, or the rule that refuses.
  public let verdict: String
  /// From the one below the trust anchor to the end entity.
  public let certificates: [String]
  public let revocationLists: [String]
  /// Numbers of NIST's test policies; nil for any policy.
  public let wanted: [UInt32]?
  public let isExplicit, inhibitsMapping, inhibitsAnyPolicy: Bool
  /// Numbers of NIST's test policies, 0 being any policy.
  public let holding: [UInt32]

  init(_ line: Substring) {
    let fields = line.split(separator: ";", omittingEmptySubsequences: false).map {
      $0.split(separator: " ").map(String.init)
    }
    number = fields[0][0]
    verdict = fields[0][1]
    certificates = fields[1]
    revocationLists = fields[2]
    let inputs = fields[3]
    func policies(_ key: String) -> [UInt32]? {
      inputs.first { $0.hasPrefix(key) }?.dropFirst(key.count).split(separator: ",")
        .compactMap { $0 == "none" ? nil : $0 == "any" ? 0 : UInt32($0) }
    }
    wanted = policies("wants=")
    holding = policies("holds=") ?? [1]
    isExplicit = inputs.contains("explicit")
    inhibitsMapping = inputs.contains("inhibits-mapping")
    inhibitsAnyPolicy = inputs.contains("inhibits-any")
  }

  public var testDescription: String { "\(number) \(certificates.last ?? "")" }

  /// 4 of 4.4.1.
  public var section: Int { Int(number.split(separator: ".")[1]) ?? 0 }

  /// The number without its part.
  public var test: String { number.split(separator: ".").prefix(3).joined(separator: ".") }
}

extension Trait where Self == ConditionTrait {
  /// Skips on a user's machine if NIST's files are missing; in CI the tests run and fail.
  public static var pkits: ConditionTrait {
    .enabled(
      if: Peer.inCI || PKITS.isThere,
      "NIST's PKITS is not there, so this test was not run; `make setup` brings it")
  }
}
