// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What a device signs to prove that it is there now:
///
///     "things device statement 1", then, each behind its length in one byte,
///     the challenge, the serial number, the public key, the measurement (or nothing)
struct DeviceStatement {
  var challenge: [UInt8]
  var serial: String
  var publicKey: [UInt8]
  var measurement: [UInt8] = []

  /// Long enough never to come twice; short enough for one byte of length.
  static let challengeLengths = 16...64
  static let measurementLengths = [0, 32, 48, 64]

  var bytes: [UInt8] {
    [challenge, Array(serial.utf8), publicKey, measurement].reduce(Array(Self.name.utf8)) {
      $0 + [UInt8(truncatingIfNeeded: $1.count)] + $1
    }
  }

  private static let name = "things device statement 1"
}
