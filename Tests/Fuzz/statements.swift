// needs: 02-Wire 03-Primitives 04-Identity
// SPDX-License-Identifier: Apache-2.0
import Identity
import Primitives
import Wire

// What a device says of itself, from a stranger who may be anybody. Nothing may trap, and what is
// read has one form: written again, it is the same bytes.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Span(_unsafeElements: UnsafeBufferPointer(start: start, count: count))
  guard count > 0 else { return 0 }
  let bytes = input.extracting(1...)
  switch input[0] % 4 {
  case 0: attestation(array(bytes))
  case 1: attestation(framed(bytes))
  case 2: endorsement(bytes)
  default: answer(bytes)
  }
  return 0
}

func array(_ bytes: Span<UInt8>) -> [UInt8] {
  [UInt8](capacity: bytes.count) { out in for i in bytes.indices { out.append(bytes[i]) } }
}

/// So that the fuzzer need not find the frame each time: a statement, and a signature of one byte.
func framed(_ statement: Span<UInt8>) -> [UInt8] {
  let text = Array("Things That Keep Secrets: attestation".utf8) + [0, 1] + array(statement)
  let whole = statement.isEmpty || statement[0] & 1 == 0 ? text : array(statement)
  return [UInt8(truncatingIfNeeded: whole.count >> 8), UInt8(truncatingIfNeeded: whole.count)]
    + whole + [1, 0x30]
}

let key = VerifyingKey(([4] + [UInt8](repeating: 1, count: 64)).span, .ecdsaP256)
let serial = DeviceSerial(Array("SN-0001".utf8).span)

func attestation(_ bytes: [UInt8]) {
  guard let key, let serial else { preconditionFailure("no key") }
  do throws(AttestationError) {
    let signed = try SignedAttestation(reading: bytes.span)
    precondition(signed.bytes == bytes, "another form was taken")
    // The nonce that it names itself, if there is one where it stands.
    let from = min(40, signed.statement.count)
    for length in [16, 32, 64] {
      let to = min(from + length, signed.statement.count)
      let nonce = Array(signed.statement[from..<to])
      do throws(AttestationError) {
        let told = try signed.verified(by: key, answering: nonce.span, with: Credulous.self)
        precondition(told.message == signed.statement, "another form was taken")
        precondition(told.nonce == nonce && told.measurements.count <= 8)
        try told.check(serial, runs: told.measurements)
      } catch { precondition("\(error)".isEmpty == false) }
    }
  } catch { check(error, bytes.count) }
}

func endorsement(_ bytes: Span<UInt8>) {
  guard let key else { preconditionFailure("no key") }
  do throws(AttestationError) {
    let read = try Endorsement(reading: bytes)
    precondition(read.bytes == array(bytes), "another form was taken")
    _ = try EndorsedKey(of: key, [read], with: Credulous.self)
  } catch { check(error, bytes.count) }
}

func check(_ error: AttestationError, _ count: Int) {
  if case .form(let error) = error { precondition(error.offset <= count) }
}

/// A nonce and a signature, at a service that knows the device.
func answer(_ bytes: Span<UInt8>) {
  guard let serial, !bytes.isEmpty,
    let audience = Audience(service: bytes.extracting(first: 1), purpose: [1].span)
  else { return }
  var random = SystemOfOne()
  var registry = KeyRegistry<PortableCrypto>(audience)
  do throws(CryptoError) {
    let own = try PortableCrypto.P256(privateKey: [UInt8](repeating: 7, count: 32).span)
    let point = try [UInt8](capacity: 65) { out throws(CryptoError) in
      try own.publicKey(into: &out)
    }
    guard let known = VerifyingKey(point.span, .ecdsaP256) else { return }
    do throws(RegistryRefusal) {
      try registry.enrol(serial, known)
      let asked = try registry.challenge(serial, now: Instant(nanoseconds: 0), using: &random)
      _ = try registry.admit(
        serial, nonce: asked.nonce.span, signature: bytes, now: Instant(nanoseconds: 1))
      preconditionFailure("let in without a key")
    } catch { precondition(error == .wrongKey) }
  } catch { preconditionFailure("no key") }
}

struct SystemOfOne: RandomSource {
  mutating func fill(_ out: inout MutableSpan<UInt8>) throws(CryptoError) {
    for i in out.indices { out[i] = 1 }
  }
}

/// Believes every signature, so that the fuzzer gets past it.
enum Credulous: CryptoProvider {
  static var name: StaticString { "credulous" }
  typealias SHA256 = PortableCrypto.SHA256

  struct P256: DigestSigner {
    typealias PublicKey = Believer
    static var privateKeyLength: Int { 32 }
    static var publicKeyLength: Int { 65 }
    static var maximumSignatureLength: Int { 72 }

    init(privateKey: Span<UInt8>) {}
    func publicKey(into out: inout OutputSpan<UInt8>) throws(CryptoError) { throw .unsupported }
    func privateKey() throws(CryptoError) -> Secret { throw .unsupported }
    mutating func sign(
      _ message: Span<UInt8>, into out: inout OutputSpan<UInt8>
    ) throws(CryptoError) { throw .unsupported }
  }

  struct Believer: DigestVerifier {
    init(publicKey: Span<UInt8>) {}
    mutating func verify(_ signature: Span<UInt8>, of message: Span<UInt8>) {}
    mutating func verify(_ signature: Span<UInt8>, ofDigest digest: Span<UInt8>) {}
  }
}
