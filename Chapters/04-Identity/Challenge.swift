import Primitives

/// Who asks, and for what: both sides know it, and it is not sent.
public struct Audience: Equatable, Sendable {
  public let service: [UInt8]
  public let purpose: [UInt8]

  /// 1 to 64 bytes for the service's name, 1 to 32 for what it wants to know; or nil.
  public init?(service: Span<UInt8>, purpose: Span<UInt8>) {
    guard 1...64 ~= service.count, 1...32 ~= purpose.count else { return nil }
    self.service = [UInt8](capacity: service.count) { out in out.append(service) }
    self.purpose = [UInt8](capacity: purpose.count) { out in out.append(purpose) }
  }
}

/// A question that only the owner of a key can answer, and only now.
public struct Challenge: Equatable, Sendable {
  public static var nonceLength: Int { 32 }

  public let audience: Audience
  public let serial: DeviceSerial
  public let nonce: [UInt8]

  /// For the device: of what it was sent, only the nonce is the service's. Nil if that is
  /// not 32 bytes.
  public init?(_ nonce: Span<UInt8>, from audience: Audience, to serial: DeviceSerial) {
    guard nonce.count == Self.nonceLength else { return nil }
    self.audience = audience
    self.serial = serial
    self.nonce = [UInt8](capacity: nonce.count) { out in out.append(nonce) }
  }

  /// What is signed:
  ///
  ///     opaque context = "Things That Keep Secrets: challenge";
  ///     uint8 zero = 0, version = 1;
  ///     opaque service<1..64>;
  ///     opaque purpose<1..32>;
  ///     opaque serial<1..64>;
  ///     opaque nonce<32..32>;
  public var message: [UInt8] {
    let context = SigningContext.challenge
    let names = audience.service.count &+ audience.purpose.count &+ serial.bytes.count
    return [UInt8](capacity: context.length &+ 4 &+ names &+ nonce.count) { out in
      context.append(to: &out)
      out.append(counted: audience.service.span)
      out.append(counted: audience.purpose.span)
      out.append(counted: serial.bytes.span)
      out.append(counted: nonce.span)
    }
  }

  /// For the device: the signature.
  public func answer(
    with key: inout some SigningKey & ~Copyable
  ) throws(KeyStoreError) -> [UInt8] {
    try key.signature(over: message.span)
  }
}

extension SigningKey where Self: ~Copyable {
  mutating func signature(over message: Span<UInt8>) throws(KeyStoreError) -> [UInt8] {
    try [UInt8](capacity: algorithm.maximumSignatureLength) {
      out throws(KeyStoreError) in
      try sign(message, into: &out)
    }
  }
}

extension OutputSpan where Element == UInt8 {
  /// Behind their number in one byte; the caller has made sure that it fits.
  mutating func append(counted bytes: Span<UInt8>) {
    append(UInt8(truncatingIfNeeded: bytes.count))
    append(bytes)
  }
}
