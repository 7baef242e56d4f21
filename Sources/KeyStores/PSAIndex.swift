// SPDX-License-Identifier: Apache-2.0
import Identity
import Wire

/// Which of PSA's numbers is which key; labels are ours, PSA knows none.
///
///     "PSAI", version (1), the loose number (4), count (1), then for each key, in the order
///     of the labels: number (4), algorithm (1), origin (1), the label's length (1), the label
struct PSAIndex {
  struct Record {
    let entry: KeyEntry
    let number: UInt32
  }

  /// Sorted by label.
  private(set) var records: [Record] = []

  /// Under this number there may be a key that has no entry: one that is being made or
  /// destroyed, whatever came between. Zero for none.
  var loose: UInt32 = 0

  static let limit = 64
  static let fileLimit = 10 + limit * (7 + 32)

  /// The lowest that no key has.
  var nextNumber: UInt32 {
    (1...UInt32(records.count + 1)).first { number in
      !records.contains { $0.number == number }
    } ?? 1
  }

  subscript(label: KeyLabel) -> Record? { records.first { $0.entry.label == label } }

  mutating func insert(_ record: Record) {
    let place =
      records.firstIndex {
        record.entry.label.bytes.lexicographicallyPrecedes($0.entry.label.bytes)
      }
    records.insert(record, at: place ?? records.endIndex)
  }

  mutating func remove(_ label: KeyLabel) { records.removeAll { $0.entry.label == label } }
}

extension PSAIndex {
  init(image: [UInt8]) throws(KeyStoreError) {
    var version: UInt8 = 0
    do throws(WireError) {
      records = try Reader.all(image.span) { reader throws(WireError) in
        let magic = try reader.uint32("magic")
        guard magic == Self.magic else { throw reader.invalid(magic, "magic") }
        version = try reader.uint8("version")
        guard version == 1 else { throw reader.invalid(version, "version") }
        loose = try reader.uint32("loose")
        guard loose <= Self.limit else { throw reader.invalid(loose, "loose") }
        let count = try reader.uint8("count")
        guard count <= Self.limit else { throw reader.invalid(count, "count") }
        var records = [Record]()
        for _ in 0..<count { records.append(try reader.record(after: records)) }
        guard !records.contains(where: { $0.number == loose }) else {
          throw reader.invalid(loose, "loose")
        }
        return records
      }
    } catch {
      if version > 1 { throw .imageVersion(version) }
      throw .image(error)
    }
  }

  var image: [UInt8] {
    var bytes = [UInt8]()
    bytes += withUnsafeBytes(of: Self.magic.bigEndian) { Array($0) }
    bytes += [1]
    bytes += withUnsafeBytes(of: loose.bigEndian) { Array($0) }
    bytes += [UInt8(truncatingIfNeeded: records.count)]
    for record in records {
      bytes += withUnsafeBytes(of: record.number.bigEndian) { Array($0) }
      bytes += [record.entry.algorithm.rawValue, record.entry.origin.rawValue]
      bytes += [UInt8(truncatingIfNeeded: record.entry.label.bytes.count)]
      bytes += record.entry.label.bytes
    }
    return bytes
  }

  private static var magic: UInt32 { 0x5053_4149 }
}

extension Reader {
  /// Labels rise, and no number comes twice.
  fileprivate mutating func record(
    after earlier: [PSAIndex.Record]
  ) throws(WireError) -> PSAIndex.Record {
    let number = try uint32("number")
    guard 1...UInt32(PSAIndex.limit) ~= number, !earlier.contains(where: { $0.number == number })
    else { throw invalid(number, "number") }
    let algorithmCode = try uint8("algorithm")
    guard let algorithm = KeyAlgorithm(rawValue: algorithmCode) else {
      throw invalid(algorithmCode, "algorithm")
    }
    let originCode = try uint8("origin")
    guard let origin = KeyOrigin(rawValue: originCode) else {
      throw invalid(originCode, "origin")
    }
    let text = try prefixed8("label")
    guard let label = try? KeyLabel(text) else { throw invalid(text.count, "label") }
    if let last = earlier.last {
      guard last.entry.label.bytes.lexicographicallyPrecedes(label.bytes) else {
        throw invalid(text.count, "label")
      }
    }
    return PSAIndex.Record(
      entry: KeyEntry(label: label, algorithm: algorithm, origin: origin), number: number)
  }
}
