// SPDX-License-Identifier: Apache-2.0
import Certificates
import Foundation
import Primitives

/// A key, and the certificate that says whose it is.
struct Identity: ~Copyable {
  let key: PrivateKeyInfo
  let certificate: [UInt8]

  /// The key first: a certificate without its key is of no use to anyone.
  func save(in folder: Folder, as name: String, below chain: [[UInt8]] = []) throws {
    try folder.write("\(name).key", key.pem().array, secret: true)
    try folder.write("\(name).pem", pemText([certificate] + chain))
  }
}

extension Validity {
  static func days(_ days: Int, from start: Date) throws(X509Error) -> Validity {
    try seconds(days * 86_400, from: start)
  }

  static func hours(_ hours: Int, from start: Date) throws(X509Error) -> Validity {
    try seconds(hours * 3600, from: start)
  }

  private static func seconds(_ count: Int, from start: Date) throws(X509Error) -> Validity {
    let first = Int64(start.timeIntervalSince1970)
    return try Validity(
      notBefore: Time(secondsSince1970: first),
      notAfter: Time(secondsSince1970: first + Int64(count) - 1))
  }
}

extension Secret {
  /// For a file of its owner's alone.
  var array: [UInt8] { bytes.withUnsafeBufferPointer { Array($0) } }
}
