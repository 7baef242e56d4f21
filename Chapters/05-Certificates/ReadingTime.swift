import Wire

extension DERReader {
  /// Time ::= CHOICE {
  ///      utcTime        UTCTime,
  ///      generalTime    GeneralizedTime }
  ///
  /// Both to the second, and in UTC (RFC 5280, 4.1.2.5.1 and 4.1.2.5.2).
  public mutating func time(_ field: FieldName) throws(DERError) -> Time {
    if nextTag == .utcTime { return try utcTime(field) }
    return try generalizedTime(field)
  }

  //= rfc5280#4.1.2.5.1
  //# Where YY is greater than or equal to 50, the year SHALL be
  //# interpreted as 19YY; and
  private mutating func utcTime(_ field: FieldName) throws(DERError) -> Time {
    let element = try read(.utcTime, field)
    guard element.content.count == 13, let year = number(element.content, at: 0, 2),
      let time = time(
        element.content, from: 2, year: year < 50 ? 2000 + year : 1900 + year)
    else { throw element.error(.value, field) }
    return time
  }

  /// YYYYMMDDHHMMSSZ.
  public mutating func generalizedTime(
    _ field: FieldName, as tag: DERTag = .generalizedTime
  ) throws(DERError) -> Time {
    let element = try read(tag, field)
    guard element.content.count == 15, let year = number(element.content, at: 0, 4),
      let time = time(element.content, from: 4, year: year)
    else { throw element.error(.value, field) }
    return time
  }

  /// MMDDHHMMSSZ, of a year.
  private func time(_ text: Span<UInt8>, from start: Int, year: Int) -> Time? {
    guard let month = number(text, at: start, 2), 1...12 ~= month,
      let day = number(text, at: start + 2, 2), 1...daysOf(month, year) ~= day,
      let hour = number(text, at: start + 4, 2), hour < 24,
      let minute = number(text, at: start + 6, 2), minute < 60,
      let second = number(text, at: start + 8, 2), second < 60,
      text[start + 10] == UInt8(ascii: "Z")
    else { return nil }
    let clock = hour * 3600 + minute * 60 + second
    return Time(
      secondsSince1970: daysSince1970(year, month, day) * 86_400 + Int64(clock))
  }

  private func number(_ text: Span<UInt8>, at start: Int, _ digits: Int) -> Int? {
    var number = 0
    for i in start..<start + digits {
      guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= text[i] else { return nil }
      number = number * 10 + Int(text[i] - UInt8(ascii: "0"))
    }
    return number
  }
}

private func daysOf(_ month: Int, _ year: Int) -> Int {
  switch month {
  case 4, 6, 9, 11: 30
  case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
  default: 31
  }
}

/// The inverse of what `CivilTime` does, counted from 1 March of the year 0 as well.
private func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
  let marchYear = month > 2 ? year : year - 1
  let monthFromMarch = month > 2 ? month - 3 : month + 9
  let cycle = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
  let yearOfCycle = marchYear - cycle * 400
  let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
  let dayOfCycle = yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100 + dayOfYear
  return Int64(cycle * 146_097 + dayOfCycle - 719_468)
}
