import CMbedTLS

extension mbedtls_x509_time {
  /// Universal time in the calendar's fields, as the library keeps a validity.
  init(seconds: Int64) {
    var (days, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
    if rest < 0 { (days, rest) = (days - 1, rest + 86_400) }

    // Years of 400 repeat; counted from 1 March, the leap day is each one's last.
    days += 719_468
    var (era, day) = days.quotientAndRemainder(dividingBy: 146_097)
    if day < 0 { (era, day) = (era - 1, day + 146_097) }
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365
    let dayOfYear = day - (365 * year + year / 4 - year / 100)
    let month = (5 * dayOfYear + 2) / 153
    self.init(
      year: CInt(clamping: 400 * era + year + (month < 10 ? 0 : 1)),
      mon: CInt(month < 10 ? month + 3 : month - 9),
      day: CInt(dayOfYear - (153 * month + 2) / 5 + 1),
      hour: CInt(rest / 3600), min: CInt(rest / 60 % 60), sec: CInt(rest % 60))
  }

  func isBefore(_ other: mbedtls_x509_time) -> Bool {
    (year, mon, day) == (other.year, other.mon, other.day)
      ? (hour, min, sec) < (other.hour, other.min, other.sec)
      : (year, mon, day) < (other.year, other.mon, other.day)
  }
}
