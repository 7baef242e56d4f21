import Wire

/// A second of the calendar, in UTC.
public struct Time: Comparable, Sendable {
  /// Leap seconds are not counted.
  public var secondsSince1970: Int64

  public init(secondsSince1970: Int64) { self.secondsSince1970 = secondsSince1970 }

  /// 99991231235959Z: no end that anybody knows of (RFC 5280, 4.1.2.5).
  public static var noExpiry: Time { Time(secondsSince1970: 253_402_300_799) }

  /// 19500101000000Z: two digits of a year cannot say any earlier one.
  static var earliest: Time { Time(secondsSince1970: -631_152_000) }

  public static func < (a: Time, b: Time) -> Bool {
    a.secondsSince1970 < b.secondsSince1970
  }
}

/// The same second as a calendar and a clock show it.
struct CivilTime {
  var year, month, day, hour, minute, second: Int

  /// For times from 1950 to 9999.
  init(_ time: Time) {
    // Counted from 1 March of the year 0, so that a leap day ends its year.
    let seconds = time.secondsSince1970 + 719_468 * 86_400
    let clock = Int(seconds % 86_400)
    hour = clock / 3600
    minute = clock / 60 % 60
    second = clock % 60

    let days = Int(seconds / 86_400)
    let cycle = days / 146_097
    let dayOfCycle = days % 146_097
    let leapDays = dayOfCycle / 1460 - dayOfCycle / 36_524 + dayOfCycle / 146_096
    let yearOfCycle = (dayOfCycle - leapDays) / 365
    let dayOfYear =
      dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = cycle * 400 + yearOfCycle + (month < 3 ? 1 : 0)
  }
}

extension OutputSpan where Element == UInt8 {
  /// Time ::= CHOICE {
  ///      utcTime        UTCTime,
  ///      generalTime    GeneralizedTime }
  public mutating func time(_ time: Time, _ field: FieldName) throws(WireError) {
    guard time >= .earliest, time <= .noExpiry else {
      let seconds = UInt64(bitPattern: time.secondsSince1970)
      throw WireError(.invalid(seconds), field, at: count)
    }
    let civil = CivilTime(time)
    //= rfc5280#4.1.2.5
    //# CAs conforming to this profile MUST always encode certificate
    //# validity dates through the year 2049 as UTCTime; certificate validity
    //# dates in 2050 or later MUST be encoded as GeneralizedTime.
    if civil.year < 2050 {
      try header(.utcTime, length: 13, field)
    } else {
      try header(.generalizedTime, length: 15, field)
      twoDigits(civil.year / 100)
    }
    twoDigits(civil.year % 100)
    twoDigits(civil.month)
    twoDigits(civil.day)
    twoDigits(civil.hour)
    twoDigits(civil.minute)
    twoDigits(civil.second)
    append(UInt8(ascii: "Z"))
  }

  /// The header has made sure of the room.
  private mutating func twoDigits(_ number: Int) {
    append(UInt8(ascii: "0") + UInt8(number / 10))
    append(UInt8(ascii: "0") + UInt8(number % 10))
  }
}
