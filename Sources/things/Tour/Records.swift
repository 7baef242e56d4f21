// SPDX-License-Identifier: Apache-2.0

/// What anyone can tell of TLS on the wire without a key: records, their types and their lengths
/// (RFC 8446, 5.1).
struct Records {
  struct Record {
    var type: UInt8
    /// With its header of 5 bytes.
    var bytes: ArraySlice<UInt8>
  }

  var all: [Record] = []

  init(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while rest.count >= 5 {
      let header = Array(rest.prefix(5))
      let length = 5 + Int(header[3]) << 8 + Int(header[4])
      guard length <= rest.count else { return }
      all.append(Record(type: header[0], bytes: rest.prefix(length)))
      rest = rest.dropFirst(length)
    }
  }

  /// `handshake 512 · change_cipher_spec 1 · application_data 1190, 80`: lengths without headers.
  var summary: String {
    var parts: [(name: String, lengths: [Int])] = []
    for record in all {
      let name = Self.name(record.type)
      if parts.last?.name != name { parts.append((name, [])) }
      parts[parts.count - 1].lengths.append(record.bytes.count - 5)
    }
    return parts.map { part in
      part.name + " " + part.lengths.map(String.init).joined(separator: ", ")
    }.joined(separator: " · ")
  }

  /// The record of application data that is long enough to hold so many bytes, the last such.
  func holding(_ count: Int) -> Record? {
    all.last { $0.type == 23 && $0.bytes.count - 5 >= count && $0.bytes.count - 5 < count + 64 }
  }

  private static func name(_ type: UInt8) -> String {
    switch type {
    case 20: "change_cipher_spec"
    case 21: "alert"
    case 22: "handshake"
    case 23: "application_data"
    default: "type \(type)"
    }
  }
}
