import Wire

extension OutputSpan where Element == UInt8 {
  /// YYYYMMDDHHMMSSZ, whatever the year.
  mutating func generalizedTime(_ time: Time, _ field: FieldName) throws(WireError) {
    guard time >= .earliest, time <= .noExpiry else {
      let seconds = UInt64(bitPattern: time.secondsSince1970)
      throw WireError(.invalid(seconds), field, at: count)
    }
    try header(.generalizedTime, length: 15, field)
    let civil = CivilTime(time)
    digits(civil.year, 1000)
    digits(civil.month, 10)
    digits(civil.day, 10)
    digits(civil.hour, 10)
    digits(civil.minute, 10)
    digits(civil.second, 10)
    append(UInt8(ascii: "Z"))
  }

  /// Those of `number` from the one that counts `first` downwards.
  private mutating func digits(_ number: Int, _ first: Int) {
    var power = first
    while power > 0 {
      append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / power % 10))
      power /= 10
    }
  }
}
