// needs: 02-Wire 03-Primitives
// SPDX-License-Identifier: Apache-2.0
import Primitives

// The first half of the input says where to cut, the second is the message: in pieces, and
// behind a copy that goes its own way, it has the digest and the code that it has whole.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Span(_unsafeElements: UnsafeBufferPointer(start: start, count: count))
  let cuts = input.extracting(first: count / 2)
  let message = input.extracting((count / 2)...)
  do throws(CryptoError) {
    try hash(PortableCrypto.SHA256.self, cuts, message)
    try hash(PortableCrypto.SHA384.self, cuts, message)
    try hash(PortableCrypto.SHA512.self, cuts, message)
    try code(PortableCrypto.HMACSHA256.self, cuts, message)
    try code(PortableCrypto.HMACSHA512.self, cuts, message)
    try derive(cuts, message)
  } catch { preconditionFailure("refused: \(error)") }
  return 0
}

func hash<H: HashFunction & ~Copyable>(
  _: H.Type, _ cuts: Span<UInt8>, _ message: Span<UInt8>
) throws(CryptoError) {
  var pieces = try H()
  var whole = try H()
  var other = try H()
  try whole.update(message)
  let expected = try digest(&whole)
  var rest = message
  for i in cuts.indices {
    let piece = rest.extracting(first: min(Int(cuts[i]), rest.count))
    try pieces.update(piece)
    rest = rest.extracting(piece.count...)
    guard i % 8 == 0 else { continue }
    try other.restore(from: pieces)
    try other.update(rest)
    let early = try digest(&other)
    precondition(early == expected, "a copy that has another digest")
  }
  try pieces.update(rest)
  let late = try digest(&pieces)
  precondition(late == expected, "pieces that have another digest")
}

func digest<H: HashFunction & ~Copyable>(_ hash: inout H) throws(CryptoError) -> [UInt8] {
  try [UInt8](capacity: H.digestLength) { out throws(CryptoError) in
    try hash.finish(into: &out)
  }
}

func code<M: MessageAuthenticationCode & ~Copyable>(
  _: M.Type, _ cuts: Span<UInt8>, _ message: Span<UInt8>
) throws(CryptoError) {
  var whole = try M(key: cuts)
  try whole.update(message)
  let expected = try [UInt8](capacity: M.codeLength) { out throws(CryptoError) in
    try whole.finish(into: &out)
  }
  var pieces = try M(key: message)
  try pieces.update(cuts)
  try pieces.rekey(cuts)
  var rest = message
  for i in cuts.indices {
    let piece = rest.extracting(first: min(Int(cuts[i]), rest.count))
    try pieces.update(piece)
    rest = rest.extracting(piece.count...)
  }
  try pieces.update(rest)
  let isValid = try pieces.isValid(expected.span)
  precondition(isValid, "pieces that have another code")
}

func derive(_ key: Span<UInt8>, _ info: Span<UInt8>) throws(CryptoError) {
  typealias K = PortableCrypto.HKDFSHA256
  let long = try Secret(count: 100) { out throws(CryptoError) in
    try K.expand(key, info: info, into: &out)
  }
  let count = info.isEmpty ? 0 : Int(info[0]) % 101
  let short = try Secret(count: count) { out throws(CryptoError) in
    try K.expand(key, info: info, into: &out)
  }
  precondition(
    constantTimeEqual(short.bytes, long.bytes.extracting(first: count)),
    "a shorter key that is not the beginning of the longer")
}
