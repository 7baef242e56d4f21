// SPDX-License-Identifier: Apache-2.0
import Certificates
import Foundation
import TestSupport
import Testing
import Wire

struct TimeTests {
  //= rfc5280#4.1.2.5
  //# CAs conforming to this profile MUST always encode certificate
  //# validity dates through the year 2049 as UTCTime; certificate validity
  //# dates in 2050 or later MUST be encoded as GeneralizedTime.
  @Test(
    arguments: [
      (-631_152_000, "500101000000Z"), (-1, "691231235959Z"), (0, "700101000000Z"),
      (946_684_799, "991231235959Z"), (946_684_800, "000101000000Z"),
      (951_782_400, "000229000000Z"), (951_868_800, "000301000000Z"),
      (2_147_483_648, "380119031408Z"), (2_524_607_999, "491231235959Z"),
      (2_524_608_000, "20500101000000Z"), (4_107_542_400, "21000301000000Z"),
      (4_107_542_399, "21000228235959Z"), (253_402_300_799, "99991231235959Z"),
    ] as [(Int64, String)])
  func edges(seconds: Int64, text: String) throws {
    #expect(try time(seconds) == (text.count == 13 ? [0x17, 13] : [0x18, 15]) + ascii(text))
  }

  @Test(arguments: [-631_152_001, 253_402_300_800, .min, .max] as [Int64])
  func secondsThatNoTimeCanSay(seconds: Int64) {
    let error: WireError? = refusal { out throws(WireError) in
      try out.time(Time(secondsSince1970: seconds), "notAfter")
    }
    #expect(error == WireError(.invalid(UInt64(bitPattern: seconds)), "notAfter", at: 1))
  }

  /// Every day of every year, against a calendar that only ever counts one day further.
  @Test func everyDayUntilTheEndOfTime() throws {
    var year = 1950
    var month = 1
    var day = 1
    var seconds: Int64 = -631_152_000
    var wrong = 0
    while year < 10_000 {
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      let full = digits(year, 4) + digits(month, 2) + digits(day, 2) + ascii("235959Z")
      let text = year < 2050 ? Array(full.dropFirst(2)) : full
      if try Array(time(seconds + 86_399).dropFirst(2)) != text { wrong += 1 }
      let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
      day += 1
      if day > lengths[month - 1] { (day, month) = (1, month + 1) }
      if month > 12 { (month, year) = (1, year + 1) }
      seconds += 86_400
    }
    #expect(wrong == 0)
    #expect(seconds == 253_402_300_800)
  }

  @Test func randomSecondsAgainstFoundation() throws {
    let format = Date.ISO8601FormatStyle()
    var random = SeededRandom(seed: 4)
    for _ in 0..<500 {
      let seconds = Int64.random(in: 2_524_608_000...253_402_300_799, using: &random)
      let date = Date(timeIntervalSince1970: TimeInterval(seconds)).formatted(format)
      let text = ascii(date.filter { !"-:T".contains($0) })
      #expect(try Array(time(seconds).dropFirst(2)) == text)
    }
  }

  private func time(_ seconds: Int64) throws(WireError) -> [UInt8] {
    try written(room: 20) { out throws(WireError) in
      try out.time(Time(secondsSince1970: seconds), "notAfter")
    }
  }

  private func digits(_ number: Int, _ count: Int) -> [UInt8] {
    var rest = number
    var text = [UInt8](repeating: 0, count: count)
    for i in text.indices.reversed() {
      text[i] = UInt8(ascii: "0") + UInt8(rest % 10)
      rest /= 10
    }
    return text
  }
}
