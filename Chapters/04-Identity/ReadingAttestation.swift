import Wire

extension Attestation {
  /// Takes the one form that `message` writes. Nothing of it is true yet: who signed it is
  /// another question.
  init(reading bytes: Span<UInt8>) throws(WireError) {
    self = try Reader.all(bytes, "attestation") { reader throws(WireError) in
      try reader.expect(.attestation)
      let nonce = try reader.prefixed8("nonce")
      guard Self.nonceLengths ~= nonce.count else {
        throw reader.invalid(nonce.count, "nonce")
      }
      let name = try reader.prefixed8("serial")
      guard let serial = DeviceSerial(name) else {
        throw reader.invalid(name.count, "serial")
      }
      let time = try reader.optionalTime()
      let measurements = try reader.prefixed16("measurements") {
        reader throws(WireError) in
        try reader.measurements()
      }
      guard
        let attestation = Attestation(
          of: serial, nonce: nonce, measurements: measurements, time: time)
      else { throw reader.invalid(measurements.count, "measurements") }
      return attestation
    }
  }
}

extension Reader {
  /// The text, a zero byte and the version, or an error at the first byte that differs.
  mutating func expect(_ context: SigningContext) throws(WireError) {
    for i in 0..<context.text.utf8CodeUnitCount {
      let byte = try uint8("context")
      guard byte == context.text.utf8Start[i] else { throw invalid(byte, "context") }
    }
    let zero = try uint8("zero")
    guard zero == 0 else { throw invalid(zero, "zero") }
    let version = try uint8("version")
    guard version == SigningContext.version else { throw invalid(version, "version") }
  }

  fileprivate mutating func optionalTime() throws(WireError) -> UInt64? {
    let length = try uint8("time")
    switch length {
    case 0: return nil
    case 8: return try uint64("time")
    default: throw invalid(length, "time")
    }
  }

  fileprivate mutating func measurements() throws(WireError) -> [Measurement] {
    var measurements: [Measurement] = []
    while !isEmpty {
      guard measurements.count < Attestation.measurementLimit else {
        throw WireError(.leftover(remaining), "measurements", at: offset)
      }
      measurements.append(try Measurement(&self))
    }
    return measurements
  }
}
