// SPDX-License-Identifier: Apache-2.0
import Certificates

/// Some bytes of a certificate, and what they say.
public struct CertificatePart: Equatable, Sendable {
  public let bytes: Range<Int>
  /// How many values it lies in.
  public let depth: Int
  /// As the grammar spells it.
  public let field: String
  /// Tag and length in words; empty where the bytes are the rest of a value.
  public let type: String
  /// What it holds; empty for what only holds other values.
  public let value: String
}

/// A certificate byte by byte: the parts follow on each other without a gap.
public struct CertificateDissection: Sendable {
  public let parts: [CertificatePart]

  /// Throws `DERError` where a value cannot be read, and `Unaccounted` if, after all, a byte
  /// belongs to no part.
  public init(_ certificate: Certificate) throws {
    var walk = Walk(certificate.der)
    try walk.certificate()
    parts = walk.parts
    var next = 0
    for part in parts {
      guard part.bytes.lowerBound == next, !part.bytes.isEmpty else { throw Unaccounted(at: next) }
      next = part.bytes.upperBound
    }
    guard next == certificate.der.count else { throw Unaccounted(at: next) }
  }

  /// A mistake in this program: it knows the certificate's grammar, and missed a byte.
  public struct Unaccounted: Error, CustomStringConvertible {
    public let offset: Int

    init(at offset: Int) { self.offset = offset }

    public var description: String {
      "byte \(offset) of the certificate is accounted for by no field; report this as a defect"
    }
  }
}
