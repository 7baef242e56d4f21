// SPDX-License-Identifier: Apache-2.0
import TLS
import TestSupport
import Wire

/// Reads a whole message as what it should be.
func read<Body: ReadableBody>(
  _ type: Body.Type = Body.self, _ message: [UInt8], by peer: TLSRole = .server
) throws -> Body {
  try HandshakeMessage(message.span).read(as: type, by: peer)
}

/// The same, for a message whose header is put before `body`.
func read<Body: ReadableBody>(_ type: Body.Type = Body.self, body: [UInt8]) throws -> Body {
  try read(type, framed(Body.type, body))
}

/// A message with this body.
func framed(_ type: HandshakeType, _ body: [UInt8]) -> [UInt8] {
  [type.code] + (0..<3).reversed().map { UInt8(truncatingIfNeeded: body.count >> (8 * $0)) } + body
}

/// What `read` throws, or `nil`.
func violation(_ read: () throws -> Void) -> Violation? {
  do {
    try read()
    return nil
  } catch let error as TLSError {
    guard case .protocolViolation(let violation) = error.cause else { return nil }
    return violation
  } catch {
    return nil
  }
}

/// The extensions of a hello, taken apart without the code under test.
func rawExtensions(ofClientHello message: [UInt8]) -> [OpaqueExtension] {
  var at = 4 + 34
  at += 1 + Int(message[at])
  at += 2 + Int(message[at]) << 8 + Int(message[at + 1])
  at += 1 + Int(message[at]) + 2
  var extensions: [OpaqueExtension] = []
  while at < message.count {
    let code = UInt16(message[at]) << 8 | UInt16(message[at + 1])
    let length = Int(message[at + 2]) << 8 | Int(message[at + 3])
    let data = Array(message[(at + 4)..<(at + 4 + length)])
    extensions.append(OpaqueExtension(ExtensionType(code: code), data))
    at += 4 + length
  }
  return extensions
}

extension ClientHello {
  /// One that was read, with what reading left out.
  static func whole(_ message: [UInt8]) throws -> ClientHello {
    var hello = try read(ClientHello.self, message, by: .client)
    hello.others = rawExtensions(ofClientHello: message)
    return hello
  }
}

/// Bytes to be written into messages and read again.
extension SeededRandom {
  mutating func bytes(in range: ClosedRange<Int>) -> [UInt8] {
    bytes(Int.random(in: range, using: &self))
  }

  mutating func list<T>(_ range: ClosedRange<Int>, _ make: (inout SeededRandom) -> T) -> [T] {
    (0..<Int.random(in: range, using: &self)).map { _ in make(&self) }
  }

  mutating func code() -> UInt16 { UInt16.random(in: 0...(.max), using: &self) }
  mutating func coin() -> Bool { Bool.random(using: &self) }
  mutating func maybe<T>(_ make: (inout SeededRandom) -> T) -> T? { coin() ? make(&self) : nil }
}
