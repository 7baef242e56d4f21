import Primitives
import Wire

extension SealedContents {
  /// Nil if the store has not been asked for one yet.
  var wrappingKey: Span<UInt8>? {
    @_lifetime(borrow self) borrowing get {
      bytes.bytes[0] == 32 ? bytes.bytes.extracting(1..<33) : nil
    }
  }

  func place(of label: KeyLabel) throws(KeyStoreError) -> KeyPlace {
    guard let place = places.first(where: { $0.entry.label == label }) else {
      throw .noSuchKey
    }
    return place
  }

  func setting(wrappingKey: borrowing Secret) throws(KeyStoreError) -> SealedContents {
    try replacing(0..<1, with: 33) { out throws(WireError) in
      try out.prefixed8("wrappingKey") { out throws(WireError) in
        try out.write(bytes: wrappingKey.bytes, "wrappingKey")
      }
    }
  }

  func adding(
    _ entry: KeyEntry, _ privateKey: borrowing Secret
  ) throws(KeyStoreError) -> SealedContents {
    let at = places.first { !$0.isBefore(entry.label) }?.whole.lowerBound ?? bytes.count
    let length = 4 &+ entry.label.bytes.count &+ privateKey.count
    return try replacing(at..<at, with: length) { out throws(WireError) in
      try out.prefixed8("label") { out throws(WireError) in
        try out.write(bytes: entry.label.bytes.span, "label")
      }
      try out.write(uint8: entry.algorithm.rawValue, "algorithm")
      try out.write(uint8: entry.origin.rawValue, "origin")
      try out.prefixed8("privateKey") { out throws(WireError) in
        try out.write(bytes: privateKey.bytes, "privateKey")
      }
    }
  }

  func removing(_ place: KeyPlace) throws(KeyStoreError) -> SealedContents {
    try replacing(place.whole, with: 0) { _ throws(WireError) in }
  }

  /// The same bytes but for a few, in a place of their own; the old ones stay until the
  /// new ones have been kept. Read again, so that nothing is kept that cannot be read.
  private func replacing(
    _ range: Range<Int>, with length: Int,
    _ write: (inout OutputSpan<UInt8>) throws(WireError) -> Void
  ) throws(KeyStoreError) -> SealedContents {
    let old = bytes.bytes
    let count = old.count &- range.count &+ length
    do throws(WireError) {
      let changed = try Secret(writing: count) { out throws(WireError) in
        out.append(old.extracting(..<range.lowerBound))
        try write(&out)
        out.append(old.extracting(range.upperBound...))
      }
      return try SealedContents(reading: changed)
    } catch { throw .image(error) }
  }
}
