// SPDX-License-Identifier: Apache-2.0
import BenchmarkProtocol
import Crypto
import CryptoExtras
import Foundation

private let message = Data(repeating: 0x5A, count: 64)

struct AgreeX25519: BenchmarkProtocol.Operation {
  private let key = Curve25519.KeyAgreement.PrivateKey()
  private let other = Curve25519.KeyAgreement.PrivateKey().publicKey.rawRepresentation

  func run() throws(OperationFailed) {
    try attempt {
      let other = try Curve25519.KeyAgreement.PublicKey(rawRepresentation: other)
      keep(try key.sharedSecretFromKeyAgreement(with: other))
    }
  }
}

struct AgreeP256: BenchmarkProtocol.Operation {
  private let key = P256.KeyAgreement.PrivateKey()
  private let other = P256.KeyAgreement.PrivateKey().publicKey.x963Representation

  func run() throws(OperationFailed) {
    try attempt {
      let other = try P256.KeyAgreement.PublicKey(x963Representation: other)
      keep(try key.sharedSecretFromKeyAgreement(with: other))
    }
  }
}

struct SignP256: BenchmarkProtocol.Operation {
  private let key = P256.Signing.PrivateKey()

  func run() throws(OperationFailed) {
    try attempt { keep(try key.signature(for: message).derRepresentation) }
  }
}

struct VerifyP256: BenchmarkProtocol.Operation {
  private let publicKey: P256.Signing.PublicKey
  private let signature: Data

  init() throws(OperationFailed) {
    let key = P256.Signing.PrivateKey()
    publicKey = key.publicKey
    signature = try attempt { try key.signature(for: message).derRepresentation }
  }

  func run() throws(OperationFailed) {
    try attempt {
      let signature = try P256.Signing.ECDSASignature(derRepresentation: signature)
      try check(publicKey.isValidSignature(signature, for: message))
    }
  }
}

struct SignEd25519: BenchmarkProtocol.Operation {
  private let key = Curve25519.Signing.PrivateKey()

  func run() throws(OperationFailed) { try attempt { keep(try key.signature(for: message)) } }
}

struct VerifyEd25519: BenchmarkProtocol.Operation {
  private let publicKey: Curve25519.Signing.PublicKey
  private let signature: Data

  init() throws(OperationFailed) {
    let key = Curve25519.Signing.PrivateKey()
    publicKey = key.publicKey
    signature = try attempt { try key.signature(for: message) }
  }

  func run() throws(OperationFailed) {
    try check(publicKey.isValidSignature(signature, for: message))
  }
}

struct VerifyRSA: BenchmarkProtocol.Operation {
  private let publicKey: _RSA.Signing.PublicKey
  private let signature: _RSA.Signing.RSASignature

  init() throws(OperationFailed) {
    let der = Buffer(hex: RSASample.publicKey)
    let bytes = Data(buffer: der.bytes)
    publicKey = try attempt { try _RSA.Signing.PublicKey(derRepresentation: bytes) }
    let sample = Buffer(hex: RSASample.signature)
    signature = _RSA.Signing.RSASignature(rawRepresentation: Data(buffer: sample.bytes))
  }

  func run() throws(OperationFailed) {
    try check(
      publicKey.isValidSignature(signature, for: message, padding: .insecurePKCS1v1_5))
  }
}

struct GenerateX25519: BenchmarkProtocol.Operation {
  func run() { keep(Curve25519.KeyAgreement.PrivateKey().publicKey.rawRepresentation) }
}

struct GenerateP256: BenchmarkProtocol.Operation {
  func run() { keep(P256.Signing.PrivateKey().publicKey.x963Representation) }
}

private func check(_ isValid: Bool) throws(OperationFailed) {
  guard isValid else { throw OperationFailed("swift-crypto refused a signature of its own") }
}
