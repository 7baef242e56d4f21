// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What `things bench device` found. It holds no date and no machine: the board is emulated, and
/// whoever runs it with the same compilers gets the same bytes.
public struct DeviceReport: Codable, Equatable, Sendable {
  /// One primitive by one implementation.
  public struct Row: Codable, Equatable, Sendable {
    public var operation: String
    public var implementation: String
    /// Nothing else is known of what the implementation lacks.
    public var isMissing: Bool
    /// For what takes a text: between 1,024 and 4,096 bytes, and of a message of 64.
    public var instructionsPerByte: Double?
    public var instructionsPerByteOf64: Double?
    /// For what takes none.
    public var instructions: Int?
    /// Before that: the key's context.
    public var setUp: Int?
    /// Bytes, over both.
    public var stack: Int?
    public var heap: Int?
    public var allocations: Int?
    /// Bytes that an image with only this operation has more than one with none.
    public var flash: Int?
  }

  public struct Implementation: Codable, Equatable, Sendable {
    public var name: String
    public var version: String
    /// Of an image with every operation, in bytes.
    public var flash: Int?
    /// Why it was not measured.
    public var absence: String?
  }

  public var benchmark = "device"
  public var board = "QEMU mps2-an386, an emulated Cortex-M4"
  public var unit = "instructions, which are not cycles"
  public var compilers: [String: String]
  public var options = ["swift": "-Osize", "gcc": "-Os"]
  public var implementations: [Implementation]
  public var rows: [Row]
  public var claims: [Claim]
  public var published: [PublishedFigure]
  /// What the book quotes, by name.
  public var figures: [String: String]
}

extension DeviceReport {
  /// Of the text that `scripts/device-bench.sh` printed.
  public init(parsing text: String) throws {
    self.init(try BoardOutput(parsing: text))
  }

  init(_ output: BoardOutput) {
    compilers = output.compilers
    implementations =
      output.implementations.map {
        Implementation(name: $0.name, version: $0.version, flash: $0.flash["everything"])
      }
      + output.absent.sorted { $0.key < $1.key }.map {
        Implementation(name: $0.key, version: "", absence: $0.value)
      }
    rows = DeviceOperation.allCases.flatMap { operation in
      output.implementations.map { Row(operation, $0) }
    }
    published = PublishedFigure.all
    claims = []
    figures = [:]
    claims = makeClaims()
    figures = makeFigures()
  }

  func row(_ operation: DeviceOperation, _ implementation: String) -> Row? {
    rows.first {
      $0.operation == operation.rawValue && $0.implementation == implementation && !$0.isMissing
    }
  }
}

extension DeviceReport.Row {
  init(_ operation: DeviceOperation, _ implementation: BoardOutput.Implementation) {
    self.operation = operation.rawValue
    self.implementation = implementation.name
    let costs = implementation.costs.filter { $0.operation == operation.rawValue }
    isMissing = costs.isEmpty
    guard !isMissing else { return }
    if operation.takesText {
      let (short, medium, long) = (
        costs.first { $0.bytes == 64 }, costs.first { $0.bytes == 1024 },
        costs.first { $0.bytes == 4096 }
      )
      instructionsPerByteOf64 = short.map { Double($0.instructions) / 64 }
      if let medium, let long {
        instructionsPerByte = Double(long.instructions - medium.instructions) / 3072
      }
    } else {
      instructions = costs.first?.instructions
    }
    setUp = costs.first?.setUp
    stack = costs.map(\.stack).max()
    heap = costs.map(\.heap).max()
    allocations = costs.map(\.allocations).max()
    flash = implementation.flash[operation.rawValue]
  }
}

/// As Firmware/BenchBoard/operations.h names them.
public enum DeviceOperation: String, CaseIterable, Sendable {
  case sha256 = "sha-256"
  case sha512 = "sha-512"
  case hmac = "hmac-sha-256"
  case gcm = "aes-128-gcm"
  case ccm8 = "aes-128-ccm-8"
  case chacha = "chacha20-poly1305"
  case x25519 = "x25519"
  case p256Key = "p-256-key"
  case p256Agree = "p-256-ecdh"
  case p256Sign = "p-256-sign"
  case p256Verify = "p-256-verify"
  case ed25519Sign = "ed25519-sign"
  case ed25519Verify = "ed25519-verify"
  case rsaVerify = "rsa-2048-verify"
  case hkdf = "hkdf-expand"
  case drbg = "hmac-drbg"

  var takesText: Bool {
    switch self {
    case .sha256, .sha512, .hmac, .gcm, .ccm8, .chacha: true
    default: false
    }
  }

  /// For the table.
  var title: String {
    switch self {
    case .sha256: "SHA-256"
    case .sha512: "SHA-512"
    case .hmac: "HMAC-SHA-256"
    case .gcm: "AES-128-GCM"
    case .ccm8: "AES-128-CCM_8"
    case .chacha: "ChaCha20-Poly1305"
    case .x25519: "X25519"
    case .p256Key: "P-256 key pair"
    case .p256Agree: "P-256 ECDH"
    case .p256Sign: "P-256 sign"
    case .p256Verify: "P-256 verify"
    case .ed25519Sign: "Ed25519 sign"
    case .ed25519Verify: "Ed25519 verify"
    case .rsaVerify: "RSA-2048 verify"
    case .hkdf: "HKDF-Expand, 32 B"
    case .drbg: "HMAC_DRBG, 32 B"
    }
  }
}

extension DeviceReport {
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  /// The whole file or none of it.
  public func write(to path: String) throws {
    do { try json().write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
      throw BenchmarkError("cannot write the results to \(path): \(error.localizedDescription)")
    }
  }
}
