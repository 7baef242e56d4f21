// SPDX-License-Identifier: Apache-2.0

/// What others found on a real Cortex-M4, in cycles: not to be compared with instructions, but to
/// be seen beside them.
public struct PublishedFigure: Codable, Equatable, Sendable {
  public enum Kind: String, Codable, Sendable {
    /// As its authors give it.
    case published
    /// Computed here from what they give.
    case derived
  }

  public var name: String
  public var operation: String
  public var cycles: String
  public var how: String
  public var kind: Kind
  public var source: String

  static let all = [
    PublishedFigure(
      name: "p-256-ecdh/assembly", operation: "P-256 ECDH", cycles: "906,000",
      how: "assembly by hand", kind: .published, source: "github.com/Emill/P256-Cortex-M4"),
    PublishedFigure(
      name: "p-256-ecdh/c", operation: "P-256 ECDH", cycles: "36 to 67 million",
      how: "large numbers in C", kind: .derived,
      source: "milliseconds times clock, wolfSSL's STM32_Benchmarks.md (STM32L4A6, STM32F437)"),
    PublishedFigure(
      name: "x25519/assembly", operation: "X25519", cycles: "548,873", how: "assembly by hand",
      kind: .published, source: "github.com/Emill/X25519-Cortex-M4"),
    PublishedFigure(
      name: "aes-128-ctr/assembly", operation: "AES-128-CTR", cycles: "1,616.6 a block",
      how: "assembly by hand, bitsliced, constant time", kind: .published,
      source: "Schwabe and Stoffelen, All the AES You Need on Cortex-M3 and M4, SAC 2016"),
    PublishedFigure(
      name: "aes-128-ctr/assembly/per-byte", operation: "AES-128-CTR", cycles: "101 a byte",
      how: "the same", kind: .derived, source: "a sixteenth of it"),
  ]
}
