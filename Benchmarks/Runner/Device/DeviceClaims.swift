// SPDX-License-Identifier: Apache-2.0

extension DeviceReport {
  /// What the book promises of its own primitives on the device, and whether they keep it.
  public struct Claim: Codable, Equatable, Sendable {
    public var name: String
    public var limit: Double
    public var unit: String
    /// Absent as long as the primitive is.
    public var measured: Double?
    public var met: Bool

    init(_ name: String, atMost limit: Double, _ unit: String, _ measured: Double?) {
      self.name = name
      self.limit = limit
      self.unit = unit
      self.measured = measured
      met = measured.map { $0 <= limit } ?? false
    }
  }

  func makeClaims() -> [Claim] {
    let portable = rows.filter { $0.implementation == "portable" }
    func perByte(_ operation: DeviceOperation) -> Double? {
      row(operation, "portable")?.instructionsPerByte
    }
    func whole(_ operation: DeviceOperation) -> Double? {
      row(operation, "portable")?.instructions.map(Double.init)
    }
    return [
      Claim("x25519", atMost: 3_000_000, "instructions", whole(.x25519)),
      Claim("p-256-ecdh", atMost: 8_000_000, "instructions", whole(.p256Agree)),
      Claim("sha-256", atMost: 60, "instructions a byte", perByte(.sha256)),
      Claim("chacha20-poly1305", atMost: 70, "instructions a byte", perByte(.chacha)),
      Claim("aes-128-gcm", atMost: 300, "instructions a byte", perByte(.gcm)),
      Claim("stack", atMost: 4096, "bytes", portable.compactMap(\.stack).max().map(Double.init)),
    ]
  }
}
