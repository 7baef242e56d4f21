// SPDX-License-Identifier: Apache-2.0
import CBench
import Primitives

// One function for each operation of BenchBoard/operations.h.

@c(bench_sha256)
public func benchSHA256(_ count: Int32) -> Int32 {
  hash(PortableCrypto.SHA256.self, count)
}

@c(bench_sha512)
public func benchSHA512(_ count: Int32) -> Int32 {
  hash(PortableCrypto.SHA512.self, count)
}

@c(bench_hmac)
public func benchHMAC(_ count: Int32) -> Int32 {
  authenticate(PortableCrypto.HMACSHA256.self, count)
}

@c(bench_gcm)
public func benchGCM(_ count: Int32) -> Int32 {
  seal(PortableCrypto.AESGCM.self, key: bench_key(16), count)
}

@c(bench_ccm8)
public func benchCCM8(_ count: Int32) -> Int32 {
  seal(PortableCrypto.AESCCM8.self, key: bench_key(16), count)
}

@c(bench_chacha)
public func benchChaCha(_ count: Int32) -> Int32 {
  seal(PortableCrypto.ChaCha20Poly1305.self, key: bench_key(32), count)
}

@c(bench_x25519)
public func benchX25519(_ count: Int32) -> Int32 {
  agree(PortableCrypto.X25519.self, bench_x25519_scalar(), bench_x25519_peer())
}

@c(bench_p256_key)
public func benchP256Key(_ count: Int32) -> Int32 {
  makeKey(PortableCrypto.P256KeyAgreement.self, bench_p256_scalar())
}

@c(bench_p256_agree)
public func benchP256Agree(_ count: Int32) -> Int32 {
  agree(PortableCrypto.P256KeyAgreement.self, bench_p256_scalar(), bench_p256_peer())
}

@c(bench_p256_sign)
public func benchP256Sign(_ count: Int32) -> Int32 {
  sign(PortableCrypto.P256.self, bench_p256_scalar())
}

@c(bench_p256_verify)
public func benchP256Verify(_ count: Int32) -> Int32 {
  verify(PortableCrypto.P256.PublicKey.self, bench_p256_peer(), bench_p256_signature())
}

@c(bench_ed25519_sign)
public func benchEd25519Sign(_ count: Int32) -> Int32 {
  sign(PortableCrypto.Ed25519.self, bench_ed25519_scalar())
}

@c(bench_ed25519_verify)
public func benchEd25519Verify(_ count: Int32) -> Int32 {
  verify(
    PortableCrypto.Ed25519.PublicKey.self, bench_ed25519_public(), bench_ed25519_signature())
}

@c(bench_rsa_verify)
public func benchRSAVerify(_ count: Int32) -> Int32 {
  verifyRSA(PortableCrypto.RSA.self)
}

@c(bench_hkdf)
public func benchHKDF(_ count: Int32) -> Int32 {
  expand(PortableCrypto.HKDFSHA256.self)
}

@c(bench_drbg)
public func benchDRBG(_ count: Int32) -> Int32 {
  generate(HMACDRBG<PortableCrypto.HMACSHA256>.self)
}
