// needs: 02-Wire 03-Primitives 04-Identity 05-Certificates 06-TLS
// SPDX-License-Identifier: Apache-2.0
import TLS
import Wire

// The first byte says how: odd, the rest comes in pieces of that many bytes into an inbox; even, it
// is the body of a message of the second byte's type. Whatever is read is written, and read again
// the same; nothing may trap.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Span(_unsafeElements: UnsafeBufferPointer(start: start, count: count))
  guard count > 1 else { return 0 }
  if input[0] & 1 == 1 {
    join(input.extracting(1...), cut: Int(input[0]))
  } else {
    read(input.extracting(2...), as: HandshakeType(code: input[1]), kind: input[0])
  }
  return 0
}

func array(_ bytes: Span<UInt8>) -> [UInt8] {
  [UInt8](capacity: bytes.count) { out in for i in bytes.indices { out.append(bytes[i]) } }
}

/// What is taken out is what came in, message by message.
func join(_ bytes: Span<UInt8>, cut: Int) {
  var inbox = HandshakeInbox()
  var taken: [UInt8] = []
  var given = 0
  do throws(TLSError) {
    while given < bytes.count {
      let end = min(given + cut, bytes.count)
      try inbox.append(bytes.extracting(given..<end), from: .client)
      given = end
      while true {
        guard let message = first(inbox) else { break }
        taken += message
        try inbox.drop(from: .client)
      }
      precondition(inbox.isEmpty == (taken.count == given), "something is left, or is not")
    }
  } catch { precondition(error.peer == .client) }
  precondition(taken == Array(array(bytes).prefix(taken.count)), "other bytes came out")
}

func first(_ inbox: borrowing HandshakeInbox) -> [UInt8]? {
  guard let message = inbox.message else { return nil }
  precondition(message.bytes.count == message.body.count + HandshakeMessage.headerLength)
  return array(message.bytes)
}

func read(_ body: Span<UInt8>, as type: HandshakeType, kind: UInt8) {
  switch type {
  case .clientHello: hello(body)
  case .serverHello: same(body) { body throws(WireError) in try ServerHello(reading: body) }
  case .encryptedExtensions:
    same(body) { body throws(WireError) in try EncryptedExtensions(reading: body) }
  case .certificateRequest:
    same(body) { body throws(WireError) in try CertificateRequest(reading: body) }
    same(body) { body throws(WireError) in try CertificateRequest12(reading: body) }
  case .certificate:
    same(body) { body throws(WireError) in try CertificateMessage(reading: body) }
    for type in [CertificateType.x509, .rawPublicKey] {
      same(body, exactly: true) { body throws(WireError) in
        try CertificateMessage12(reading: body, as: type)
      }
    }
  case .certificateVerify:
    same(body, exactly: true) { body throws(WireError) in try CertificateVerify(reading: body) }
  case .newSessionTicket:
    same(body) { body throws(WireError) in try NewSessionTicket(reading: body) }
  case .keyUpdate:
    same(body, exactly: true) { body throws(WireError) in try KeyUpdate(reading: body) }
  case .certificateStatus:
    same(body, exactly: true) { body throws(WireError) in try CertificateStatus(reading: body) }
  case .finished:
    same(body, exactly: true) { body throws(WireError) in try Finished(reading: body, length: 32) }
  case .serverKeyExchange:
    same(body, exactly: true) { body throws(WireError) in
      try ServerKeyExchange(reading: body, as: .ecdhe)
    }
    same(body, exactly: true) { body throws(WireError) in
      try ServerKeyExchange(reading: body, as: kind & 2 == 0 ? .ecdhePSK : .psk)
    }
  case .clientKeyExchange:
    for kind in [KeyExchange12.ecdhe, .ecdhePSK, .psk] {
      _ = try? ClientKeyExchange(reading: body, as: kind)
    }
  default: break
  }
}

/// Written, read and written again, it is the same; or even what was read at first.
func same<Body: HandshakeBody>(
  _ bytes: Span<UInt8>, exactly: Bool = false,
  _ read: (Span<UInt8>) throws(WireError) -> Body
) {
  guard let body = try? read(bytes) else { return }
  guard let message = try? body.message() else { preconditionFailure("read, and not written") }
  let written = Array(message.dropFirst(4))
  precondition(!exactly || written == array(bytes), "another form was taken")
  guard let again = try? read(written.span) else { preconditionFailure("written, and not read") }
  guard let second = try? again.message() else { preconditionFailure("read, and not written") }
  precondition(second == message, "not the same twice")
}

/// A request that says nothing about its schemes, and lists that we cut, are the exceptions.
func hello(_ bytes: Span<UInt8>) {
  guard let hello = try? ClientHello(reading: bytes) else { return }
  precondition((hello.preSharedKeys?.bindersLength ?? 0) <= bytes.count)
  precondition(hello.keyShares?.allSatisfy { $0.group.name != nil } ?? true)
  precondition(hello.keyShares?.count ?? 0 <= 2)
  if hello.clientCertificateTypes?.isEmpty ?? false { return }
  if hello.serverCertificateTypes?.isEmpty ?? false { return }
  if hello.preSharedKeyModes == [] { return }
  if let offer = hello.preSharedKeys, offer.identities.count == 8 { return }
  same(bytes) { body throws(WireError) in try ClientHello(reading: body) }
}
