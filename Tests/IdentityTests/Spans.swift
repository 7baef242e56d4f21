// SPDX-License-Identifier: Apache-2.0
import Identity
import Primitives

// The test macros cannot take a `Span`; these take arrays, and hand on.

extension DeviceSerial {
  init?(_ bytes: [UInt8]) { self.init(bytes.span) }
}

extension Audience {
  init?(service: [UInt8], purpose: [UInt8]) {
    self.init(service: service.span, purpose: purpose.span)
  }
}

extension VerifyingKey {
  init?(_ bytes: [UInt8], _ algorithm: KeyAlgorithm) { self.init(bytes.span, algorithm) }
}

extension Challenge {
  init?(_ nonce: [UInt8], from audience: Audience, to serial: DeviceSerial) {
    self.init(nonce.span, from: audience, to: serial)
  }
}

func isReservedForStatements(_ message: [UInt8]) -> Bool {
  isReservedForStatements(message.span)
}

extension Measurement {
  init?(_ stage: [UInt8], digest: [UInt8]) { self.init(stage.span, digest: digest.span) }

  static func of<Crypto: CryptoProvider>(
    _ code: [UInt8], as stage: [UInt8], with _: Crypto.Type
  ) throws(CryptoError) -> Measurement {
    try of(code.span, as: stage.span, with: Crypto.self)
  }
}

extension Attestation {
  init?(
    of serial: DeviceSerial, nonce: [UInt8], measurements: [Measurement], time: UInt64? = nil
  ) {
    self.init(of: serial, nonce: nonce.span, measurements: measurements, time: time)
  }
}

extension SignedAttestation {
  init(reading bytes: [UInt8]) throws(AttestationError) { try self.init(reading: bytes.span) }

  func verified<Crypto: CryptoProvider>(
    by key: VerifyingKey, answering nonce: [UInt8], with _: Crypto.Type
  ) throws(AttestationError) -> Attestation {
    try verified(by: key, answering: nonce.span, with: Crypto.self)
  }
}

extension Endorsement {
  init(reading bytes: [UInt8]) throws(AttestationError) { try self.init(reading: bytes.span) }
}

extension EndorsedKey {
  func verified<Crypto: CryptoProvider>(
    _ signed: SignedAttestation, of serial: DeviceSerial, answering nonce: [UInt8],
    with _: Crypto.Type
  ) throws(AttestationError) -> Attestation {
    try verified(signed, of: serial, answering: nonce.span, with: Crypto.self)
  }
}

extension UniqueDeviceSecret {
  consuming func layer<Crypto: CryptoProvider>(
    measuring code: [UInt8], as stage: [UInt8], with _: Crypto.Type
  ) throws(CryptoError) -> Layer<Crypto> {
    try layer(measuring: code.span, as: stage.span, with: Crypto.self)
  }
}

extension Layer {
  consuming func next(measuring code: [UInt8], as stage: [UInt8]) throws(KeyStoreError) -> Layer {
    try next(measuring: code.span, as: stage.span)
  }
}

extension HardwareModule {
  init?(kind: [UInt32], serial: [UInt8]) { self.init(kind: kind, serial: serial.span) }
}

extension Pseudonym {
  init?(_ bytes: [UInt8]) { self.init(bytes.span) }
}
