// needs: 02-Wire 03-Primitives
// SPDX-License-Identifier: Apache-2.0
import Primitives
import Wire

// What strangers send before anything is known about them: signatures, keys and points.
// Nothing may trap, and whatever is read must be written again as the very bytes that were read.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Span(_unsafeElements: UnsafeBufferPointer(start: start, count: count))
  guard count > 0 else { return 0 }
  let bytes = input.extracting(1...)
  switch input[0] % 5 {
  case 0: signature(bytes)
  case 1: rsaKey(bytes)
  case 2: point(bytes)
  case 3: montgomery(bytes)
  default: rsaSignature(bytes)
  }
  return 0
}

func isSame(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool {
  guard a.count == b.count else { return false }
  for i in a.indices where a[i] != b[i] { return false }
  return true
}

/// DER has one encoding for a pair of numbers; and what a key says of a signature, it says of the
/// same signature written again.
func signature(_ bytes: Span<UInt8>) {
  do throws(CryptoError) {
    let signature = try ECDSASignature(der: bytes)
    let again = try [UInt8](capacity: ECDSASignature.maximumDERLength) {
      out throws(CryptoError) in try signature.write(into: &out)
    }
    precondition(isSame(again.span, bytes), "another encoding of the same numbers")
  } catch { precondition(error == .invalidSignature) }
}

func rsaKey(_ bytes: Span<UInt8>) {
  do throws(CryptoError) {
    let key = try RSAPublicKey(der: bytes)
    precondition(256...512 ~= key.modulus.count && 1...8 ~= key.exponent.count)
    do throws(WireError) {
      let again = try [UInt8](capacity: 540) { out throws(WireError) in
        try out.write(uint16: 0x3082, "SEQUENCE")
        try out.prefixed16("SEQUENCE") { out throws(WireError) in
          try out.write(uint16: 0x0282, "INTEGER")
          try out.prefixed16("INTEGER") { out throws(WireError) in
            if key.modulus[0] >= 0x80 { try out.write(uint8: 0, "INTEGER") }
            try out.write(bytes: key.modulus, "INTEGER")
          }
          try out.write(uint8: 0x02, "INTEGER")
          try out.prefixed8("INTEGER") { out throws(WireError) in
            if key.exponent[0] >= 0x80 { try out.write(uint8: 0, "INTEGER") }
            try out.write(bytes: key.exponent, "INTEGER")
          }
        }
      }
      precondition(isSame(again.span, bytes), "another encoding of the same key")
    } catch { preconditionFailure("read a key that cannot be written") }
  } catch { precondition(error == .invalidKey) }
}

/// A point that is taken has the same multiples as its mirror image, by their x.
func point(_ bytes: Span<UInt8>) {
  let scalar = [UInt8](repeating: 0x5A, count: 32)
  do throws(CryptoError) {
    var key = try PortableCrypto.P256KeyAgreement(privateKey: scalar.span)
    let secret = try key.sharedSecret(with: bytes)
    precondition(secret.count == 32 && bytes.count == 65 && bytes[0] == 4)
    var verifier = try PortableCrypto.P256.PublicKey(publicKey: bytes)
    do throws(CryptoError) {
      try verifier.verify(ECDSASignature(r: 1, s: 1).der.span, ofDigest: secret.bytes)
    } catch { precondition(error == .invalidSignature) }
  } catch {
    precondition(error == (bytes.count == 65 ? .invalidKey : .wrongKeyLength(bytes.count)))
  }
}

extension ECDSASignature {
  /// The DER of two small numbers.
  init(r: UInt8, s: UInt8) {
    var bytes = InlineArray<64, UInt8>(repeating: 0)
    bytes[31] = r
    bytes[63] = s
    self.init(bytes: bytes)
  }

  var der: [UInt8] {
    do throws(CryptoError) {
      return try [UInt8](capacity: Self.maximumDERLength) { out throws(CryptoError) in
        try write(into: &out)
      }
    } catch { preconditionFailure("there was room") }
  }
}

func montgomery(_ bytes: Span<UInt8>) {
  let scalar = [UInt8](repeating: 0x5A, count: 32)
  do throws(CryptoError) {
    var key = try PortableCrypto.X25519(privateKey: scalar.span)
    let secret = try key.sharedSecret(with: bytes)
    precondition(secret.count == 32 && bytes.count == 32)
  } catch {
    precondition(error == (bytes.count == 32 ? .invalidKey : .wrongKeyLength(bytes.count)))
  }
}

/// A modulus of the fuzzer's making, and a signature that is what is left.
func rsaSignature(_ bytes: Span<UInt8>) {
  guard bytes.count >= 260 else { return }
  do throws(WireError) {
    let count = 256 + Int(bytes[0]) % 4
    guard bytes.count > count else { return }
    let key = try [UInt8](capacity: 540) { out throws(WireError) in
      try out.write(uint16: 0x3082, "SEQUENCE")
      try out.prefixed16("SEQUENCE") { out throws(WireError) in
        try out.write(uint16: 0x0282, "INTEGER")
        try out.prefixed16("INTEGER") { out throws(WireError) in
          if bytes[1] >= 0x80 { try out.write(uint8: 0, "INTEGER") }
          try out.write(bytes: bytes.extracting(1..<(count + 1)), "INTEGER")
        }
        try out.write(bytes: [0x02, 0x03, 0x01, 0x00, 0x01].span, "INTEGER")
      }
    }
    do throws(CryptoError) {
      var verifier = try PortableCrypto.RSA(publicKey: key.span)
      for padding in RSAPadding.allCases {
        for hash in DigestAlgorithm.allCases {
          do throws(CryptoError) {
            try verifier.verify(
              bytes.extracting((count + 1)...), of: bytes.extracting(0..<1), padding: padding,
              hash: hash)
          } catch { precondition(error == .invalidSignature) }
        }
      }
    } catch { precondition(error == .invalidKey) }
  } catch { preconditionFailure("there was room") }
}
