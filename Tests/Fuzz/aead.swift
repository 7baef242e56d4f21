// needs: 02-Wire 03-Primitives
// SPDX-License-Identifier: Apache-2.0
import Primitives

// The first bytes choose a key, lengths and a change; the rest is nonce, data and text.
// What is sealed opens; what was changed does not, and is wiped; no length traps.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = [UInt8](UnsafeBufferPointer(start: start, count: count))
  guard input.count >= 64 else { return 0 }
  // One line for each AEAD.
  drive(PortableCrypto.AESGCM.self, keyLengths: [16, 32], input)
  drive(PortableCrypto.AESCCM.self, keyLengths: [16, 32], input)
  drive(PortableCrypto.AESCCM8.self, keyLengths: [16, 32], input)
  drive(PortableCrypto.ChaCha20Poly1305.self, keyLengths: [32], input)
  return 0
}

func drive<A: AEAD & ~Copyable>(_: A.Type, keyLengths: [Int], _ input: [UInt8]) {
  guard A.isAvailable else { return }
  let key = Array(input[8..<8 + keyLengths[Int(input[0]) % keyLengths.count]])
  let rest = Array(input[40...])
  let nonce = Array(rest[0..<12])
  let split = 12 + Int(input[1]) % (rest.count - 11)
  let (data, plaintext) = (Array(rest[12..<split]), Array(rest[split...]))
  do throws(CryptoError) {
    var aead = try A(key: key.span)
    try anyLengths(&aead, keyLengths, input)
    var sealed = plaintext + [UInt8](repeating: 0, count: A.tagLength)
    try seal(&aead, &sealed, nonce, data)
    var opened = sealed
    let count = try open(&aead, &opened, nonce, data)
    precondition(count == plaintext.count)
    precondition(Array(opened.prefix(plaintext.count)) == plaintext, "not what was sealed")
    change(&aead, sealed, nonce, data, input)
  } catch { preconditionFailure("refused what it must take") }
}

/// One bit, of the text with its tag, the nonce or the data; or some bytes fewer.
func change<A: AEAD & ~Copyable>(
  _ aead: inout A, _ sealed: [UInt8], _ nonce: [UInt8], _ data: [UInt8], _ input: [UInt8]
) {
  var parts = [sealed, nonce, data]
  let part = Int(input[2]) % 4
  let place = Int(input[3]) << 8 | Int(input[4])
  if part == 3 {
    parts[0].removeLast(1 + place % parts[0].count)
  } else {
    guard !parts[part].isEmpty else { return }
    parts[part][place % parts[part].count] ^= 1 << (input[5] % 8)
  }
  do throws(CryptoError) {
    _ = try open(&aead, &parts[0], parts[1], parts[2])
    preconditionFailure("opened what nobody sealed")
  } catch {
    guard parts[0].count >= A.tagLength else {
      precondition(error == .wrongTagLength(parts[0].count))
      return
    }
    precondition(error == .authenticationFailed)
    let text = parts[0].dropLast(A.tagLength)
    precondition(text.allSatisfy { $0 == 0 }, "a forgery was not wiped")
  }
}

/// Whatever the lengths of key, nonce and tag: the right ones, or the refusal that names them.
func anyLengths<A: AEAD & ~Copyable>(
  _ aead: inout A, _ keyLengths: [Int], _ input: [UInt8]
) throws(CryptoError) {
  let nonce = [UInt8](repeating: 1, count: Int(input[6]) % 32)
  var tag = [UInt8](repeating: 2, count: Int(input[7]) % 32)
  var text = [UInt8](repeating: 3, count: Int(input[5]))
  do throws(CryptoError) {
    var textSpan = text.mutableSpan
    var tagSpan = tag.mutableSpan
    try aead.seal(
      &textSpan, nonce: nonce.span, authenticating: input.span, tag: &tagSpan)
    precondition(nonce.count == A.nonceLength && tag.count == A.tagLength)
  } catch {
    let expected: CryptoError =
      nonce.count != A.nonceLength
      ? .wrongNonceLength(nonce.count) : .wrongTagLength(tag.count)
    precondition(error == expected)
    precondition(text.allSatisfy { $0 == 3 } && tag.allSatisfy { $0 == 2 }, "touched")
  }
  let key = Array(input.prefix(Int(input[7])))
  do throws(CryptoError) {
    _ = try A(key: key.span)
    precondition(keyLengths.contains(key.count))
  } catch { precondition(error == .wrongKeyLength(key.count)) }
}

func seal<A: AEAD & ~Copyable>(
  _ aead: inout A, _ buffer: inout [UInt8], _ nonce: [UInt8], _ data: [UInt8]
) throws(CryptoError) {
  var buffer = buffer.mutableSpan
  try aead.seal(appendingTagTo: &buffer, nonce: nonce.span, authenticating: data.span)
}

func open<A: AEAD & ~Copyable>(
  _ aead: inout A, _ buffer: inout [UInt8], _ nonce: [UInt8], _ data: [UInt8]
) throws(CryptoError) -> Int {
  var buffer = buffer.mutableSpan
  return try aead.open(
    tagAppendedTo: &buffer, nonce: nonce.span, authenticating: data.span)
}
