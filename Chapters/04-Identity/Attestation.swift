import Primitives
import Wire

/// What a device says of itself when it is asked: who it is, and what runs on it.
public struct Attestation: Equatable, Sendable {
  public static var nonceLengths: ClosedRange<Int> { 16...64 }
  public static var measurementLimit: Int { 8 }

  public let serial: DeviceSerial
  /// Whoever asks has drawn it, so that he knows that the answer is not an old one.
  public let nonce: [UInt8]
  /// In the order in which the stages ran.
  public let measurements: [Measurement]
  /// Seconds since 1970, if the device has a clock that it believes.
  public let time: UInt64?

  /// Nil if the nonce has not 16 to 64 bytes, or if there are more than 8 measurements.
  public init?(
    of serial: DeviceSerial, nonce: Span<UInt8>, measurements: [Measurement],
    time: UInt64? = nil
  ) {
    guard Self.nonceLengths ~= nonce.count,
      measurements.count <= Self.measurementLimit
    else { return nil }
    self.serial = serial
    self.nonce = [UInt8](capacity: nonce.count) { out in out.append(nonce) }
    self.measurements = measurements
    self.time = time
  }

  /// What is signed, and there is one way to write it:
  ///
  ///     opaque context = "Things That Keep Secrets: attestation";
  ///     uint8 zero = 0, version = 1;
  ///     opaque nonce<16..64>;
  ///     opaque serial<1..64>;
  ///     opaque time<0..8>, none or a uint64;
  ///     Measurement measurements<0..784>;
  public var message: [UInt8] {
    let context = SigningContext.attestation
    var body = 0
    for measurement in measurements { body &+= measurement.length }
    let length = context.length &+ 5 &+ nonce.count &+ serial.bytes.count &+ 8 &+ body
    return [UInt8](capacity: length) { out in
      context.append(to: &out)
      out.append(counted: nonce.span)
      out.append(counted: serial.bytes.span)
      out.append(time == nil ? 0 : 8)
      if let time { out.append(bigEndian: time, bytes: 8) }
      out.append(bigEndian: UInt64(truncatingIfNeeded: body), bytes: 2)
      for measurement in measurements { measurement.append(to: &out) }
    }
  }
}

extension OutputSpan where Element == UInt8 {
  /// The caller has made sure of the room.
  mutating func append(bigEndian number: UInt64, bytes: Int) {
    for i in 0..<bytes {
      append(UInt8(truncatingIfNeeded: number >> UInt64(8 &* (bytes &- 1 &- i))))
    }
  }
}
