// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Certificates
import Foundation

extension Time {
  static var now: Time { Time(secondsSince1970: Int64(Date().timeIntervalSince1970)) }

  /// RFC 3339, to the second.
  init(argument text: String) throws {
    guard let date = try? Date(text, strategy: .iso8601) else {
      throw ValidationError("--time '\(text)' is no RFC 3339 time, as 2026-01-31T00:00:00Z")
    }
    self.init(secondsSince1970: Int64(date.timeIntervalSince1970.rounded(.down)))
  }
}
