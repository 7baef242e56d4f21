// needs: 02-Wire 03-Primitives 04-Identity 05-Certificates
// SPDX-License-Identifier: Apache-2.0
import Certificates
import Primitives
import Wire

// Certificates that a stranger has made, field by field, and a search through them. Most signatures
// count as good, so that every rule is reached. Nothing may trap, no path that was found may break
// what can be seen from outside, and the work is bounded.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = Input(Array(UnsafeBufferPointer(start: start, count: count)))
  var certificates: [Certificate] = []
  for _ in 0..<(2 + input.next(7)) {
    do throws(DERError) { certificates.append(try Certificate(der: input.certificate())) } catch {
      continue
    }
  }
  guard let endEntity = certificates.first else { return 0 }
  let purposes: [Purpose] = [.server, .client, .any]
  var policy = PathPolicy(
    time: Time(secondsSince1970: 1_600_000_000), purpose: purposes[input.next(3)])
  if input.flips() { policy.server = .dns(input.text()) }
  policy.maximumLength = 2 + input.next(7)
  policy.policies.isExplicit = input.flips()
  policy.policies.inhibitsMapping = input.flips()
  policy.policies.inhibitsAnyPolicy = input.flips()
  if input.flips() {
    policy.policies.accepted = [PolicyIdentifier(input.policy().span), .anyPolicy]
  }
  let roots = Array(certificates.suffix(1 + input.next(2)))
  var watcher = Watcher()
  do throws(PathFailure) {
    let path = try ValidatedPath(
      from: endEntity, through: certificates, to: roots, policy: policy, using: NoCrypto.self,
      observer: &watcher)
    check(path, policy, roots)
    precondition(path.endEntity == endEntity)
  } catch {
    precondition(0...policy.maximumLength ~= error.certificate)
    precondition(error.description.utf8.count > 10)
  }
  precondition(watcher.steps <= 40 * 20)
  return 0
}

/// What anybody can see of a good path.
private func check(_ path: ValidatedPath, _ policy: PathPolicy, _ roots: [Certificate]) {
  let all = path.certificates
  precondition(all.count <= policy.maximumLength)
  precondition(roots.contains(all[all.count - 1]))
  for certificate in all {
    precondition(certificate.validity.notBefore <= policy.time)
    precondition(policy.time <= certificate.validity.notAfter)
    precondition(!certificate.extensions.hasUnknownCritical)
  }
  for i in 1..<max(all.count, 1) {
    let (below, above) = (all[i - 1], all[i])
    let isChain = isSameName(below.issuer, above.subject)
    precondition(isChain)
    precondition(above.extensions.basicConstraints?.isAuthority == true)
    precondition(!all[..<i].contains(above))
  }
  precondition(!policy.policies.isExplicit || !path.policies.isEmpty)
  if let server = policy.server { precondition(path.endEntity.isFor(server)) }
}

/// Counts the steps, and reads each as a terminal would.
private struct Watcher: PathObserver {
  var steps = 0

  mutating func note(_ step: PathStep) {
    steps += 1
    precondition(step.description.utf8.allSatisfy { 0x20..<0x7f ~= $0 })
  }
}

/// Of every signature it says that it is good, if its last octet is even.
private enum NoCrypto: CryptoProvider {
  static var name: StaticString { "none" }

  struct Ed25519: Signer {
    struct PublicKey: Verifier {
      init(publicKey: Span<UInt8>) {}

      mutating func verify(
        _ signature: Span<UInt8>, of message: Span<UInt8>
      ) throws(CryptoError) {
        guard !signature.isEmpty, signature[signature.count - 1] & 1 == 0 else {
          throw .invalidSignature
        }
      }
    }

    static var privateKeyLength: Int { 32 }
    static var publicKeyLength: Int { 32 }
    static var maximumSignatureLength: Int { 64 }

    init(privateKey: Span<UInt8>) throws(CryptoError) { throw .unsupported }
    func publicKey(into out: inout OutputSpan<UInt8>) throws(CryptoError) { throw .unsupported }
    func privateKey() throws(CryptoError) -> Secret { throw .unsupported }
    mutating func sign(
      _ message: Span<UInt8>, into out: inout OutputSpan<UInt8>
    ) throws(CryptoError) { throw .unsupported }
  }
}

/// The octets of the fuzzer, one after another, and zeros when there are no more.
private struct Input {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func octet() -> UInt8 {
    guard position < bytes.count else { return 0 }
    position += 1
    return bytes[position - 1]
  }

  mutating func next(_ count: Int) -> Int { Int(octet()) % count }

  mutating func flips() -> Bool { octet() & 1 == 1 }

  mutating func octets(_ count: Int) -> [UInt8] { (0..<count).map { _ in octet() } }

  /// A host, a mailbox or a part of one.
  mutating func text() -> [UInt8] {
    let parts = ["a", ".", "example", "*.", "@", "https://", "A", "/", "b.", ":1"]
    return (0..<(1 + next(5))).flatMap { _ in Array(parts[next(parts.count)].utf8) }
  }

  mutating func policy() -> [UInt8] {
    let number = octet() % 6
    return number == 0 ? [0x55, 0x1d, 0x20, 0x00] : [0x2a, number]
  }

  mutating func name() -> [UInt8] {
    let tags: [UInt8] = [0x0c, 0x13, 0x16, 0x1e]
    let text: [[UInt8]] = [
      Array("A".utf8), Array("b".utf8), Array(" a ".utf8), Array("\u{fc}".utf8),
      Array("\u{dc}b".utf8), Array("B  c".utf8),
    ]
    let which = octet()
    // The same few most of the time, or no path would hang together.
    let value = tlv(which > 0xf0 ? tags[next(4)] : 0x0c, text[Int(which) % text.count])
    return tlv(0x30, tlv(0x31, tlv(0x30, [0x06, 0x03, 0x55, 0x04, 0x03], value)))
  }

  mutating func generalName() -> [UInt8] {
    switch next(6) {
    case 0: tlv(0x81, text())
    case 1: tlv(0x82, text())
    case 2: tlv(0xa4, name())
    case 3: tlv(0x86, text())
    case 4: tlv(0x87, octets(next(2) == 0 ? 4 : 16))
    default: tlv(UInt8(0x80 | next(9)), text())
    }
  }

  mutating func subtree() -> [UInt8] {
    flips() ? tlv(0x30, generalName()) : tlv(0x30, tlv(0x87, octets(next(2) == 0 ? 8 : 32)))
  }

  mutating func list(_ count: Int, _ element: (inout Input) -> [UInt8]) -> [UInt8] {
    tlv(0x30, (0..<(1 + next(count))).flatMap { _ in element(&self) })
  }

  mutating func extensionValue(_ kind: UInt8) -> [UInt8] {
    switch kind {
    case 0x13:
      let isAuthority: [UInt8] = next(8) > 0 ? [0x01, 0x01, 0xff] : []
      return tlv(0x30, isAuthority + (flips() ? [0x02, 0x01, UInt8(next(4))] : []))
    case 0x0f: return flips() ? [0x03, 0x02, 0x02, 0x84] : [0x03, 0x02, 0x07, 0x80]
    case 0x25:
      return list(2) { input in
        tlv(0x06, [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, UInt8(1 + input.next(3))])
      }
    case 0x11: return list(4) { input in input.generalName() }
    case 0x1e:
      let permitted = flips() ? tlv(0xa0, tlv(0x30, generalName()), subtree()) : []
      return tlv(0x30, permitted, tlv(0xa1, subtree()))
    case 0x20: return list(6) { input in tlv(0x30, tlv(0x06, input.policy())) }
    case 0x21:
      return list(6) { input in tlv(0x30, tlv(0x06, input.policy()), tlv(0x06, input.policy())) }
    case 0x24: return tlv(0x30, [0x80, 0x01, UInt8(next(4))], [0x81, 0x01, UInt8(next(4))])
    case 0x36: return [0x02, 0x01, UInt8(next(4))]
    default: return octets(next(8))
    }
  }

  mutating func certificate() -> [UInt8] {
    let algorithm: [UInt8] = [0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70]
    let kinds: [UInt8] = [0x13, 0x0f, 0x25, 0x11, 0x1e, 0x20, 0x21, 0x24, 0x36, 0x7f]
    let (chosen, more) = (octet(), octet())
    let mask = UInt16(chosen) | UInt16(more) << 8
    var extensions: [UInt8] = []
    for (i, kind) in kinds.enumerated() where mask >> i & 1 == 0 {
      let critical: [UInt8] = i < 9 && mask >> 12 == 1 ? [0x01, 0x01, 0xff] : []
      extensions += tlv(
        0x30, [0x06, 0x03, 0x55, 0x1d, kind], critical, tlv(0x04, extensionValue(kind)))
    }
    let year: [UInt8] = Array((next(20) == 0 ? "21" : "19").utf8)
    let body = tlv(
      0x30, [0xa0, 0x03, 0x02, 0x01, 0x02], [0x02, 0x01, UInt8(next(100))], algorithm, name(),
      tlv(
        0x30, tlv(0x17, year + Array("0101000000Z".utf8)),
        tlv(0x17, Array("300101000000Z".utf8))),
      name(), tlv(0x30, algorithm, tlv(0x03, [UInt8](repeating: 0, count: 33))),
      extensions.isEmpty ? [] : tlv(0xa3, tlv(0x30, extensions)))
    var der = tlv(0x30, body, algorithm, [0x03, 0x02, 0x00, next(10) == 0 ? 1 : 0])
    // And now and then an octet is not what it was.
    if next(16) == 15 { der[Int(octet()) * der.count / 256] ^= octet() }
    return der
  }
}

private func tlv(_ tag: UInt8, _ content: [UInt8]...) -> [UInt8] {
  let content = content.flatMap { $0 }
  let length = content.count
  if length < 0x80 { return [tag, UInt8(length)] + content }
  if length < 0x100 { return [tag, 0x81, UInt8(length)] + content }
  return [tag, 0x82, UInt8(length >> 8 & 0xff), UInt8(length & 0xff)] + content
}
