import Primitives
import Wire

/// What a sealed image holds, as the bytes that are sealed, and where in them each key is.
///
///     opaque wrappingKey<0..32>;
///     struct {
///       opaque label<1..32>;
///       uint8 algorithm, origin;
///       opaque privateKey<32..32>;
///     } keys[0..32], in the order of their labels;
struct SealedContents: ~Copyable {
  static var keyLimit: Int { 32 }
  /// Nothing longer is a body: 33 bytes, and 68 at most for each key.
  static var maximumLength: Int { 33 &+ 68 &* keyLimit }

  let bytes: Secret
  let places: [KeyPlace]

  /// No keys.
  init() {
    bytes = Secret(writing: 1) { out in out.append(0) }
    places = []
  }

  /// Takes one form for each set of keys, and no other.
  init(reading bytes: consuming Secret) throws(WireError) {
    let places = try Self.places(in: bytes.bytes)
    self.bytes = bytes
    self.places = places
  }

  private static func places(in bytes: Span<UInt8>) throws(WireError) -> [KeyPlace] {
    var reader = Reader(bytes)
    let wrappingKey = try reader.prefixed8("wrappingKey")
    guard wrappingKey.isEmpty || wrappingKey.count == 32 else {
      throw reader.invalid(wrappingKey.count, "wrappingKey")
    }
    var places: [KeyPlace] = []
    while !reader.isEmpty {
      guard places.count < keyLimit else {
        throw WireError(.leftover(reader.remaining), "keys", at: reader.offset)
      }
      let place = try KeyPlace(&reader)
      if let last = places.last, !last.isBefore(place.entry.label) {
        throw WireError(
          .invalid(UInt64(places.count)), "label", at: place.whole.lowerBound)
      }
      places.append(place)
    }
    return places
  }
}

/// Where in the contents a key is.
struct KeyPlace {
  let entry: KeyEntry
  let whole: Range<Int>
  /// The last 32 bytes of the whole.
  let privateKey: Range<Int>

  init(_ reader: inout Reader) throws(WireError) {
    let start = reader.offset
    let name = try reader.prefixed8("label")
    let label: KeyLabel
    do throws(KeyStoreError) { label = try KeyLabel(name) } catch {
      throw reader.invalid(name.count, "label")
    }
    let code = try reader.uint8("algorithm")
    guard let algorithm = KeyAlgorithm(rawValue: code) else {
      throw reader.invalid(code, "algorithm")
    }
    let past = try reader.uint8("origin")
    guard let origin = KeyOrigin(rawValue: past) else {
      throw reader.invalid(past, "origin")
    }
    let key = try reader.prefixed8("privateKey")
    guard key.count == algorithm.privateKeyLength else {
      throw reader.invalid(key.count, "privateKey")
    }
    entry = KeyEntry(label: label, algorithm: algorithm, origin: origin)
    whole = start..<reader.offset
    privateKey = (reader.offset &- key.count)..<reader.offset
  }

  /// Byte by byte, and the shorter before the longer.
  func isBefore(_ label: KeyLabel) -> Bool {
    entry.label.bytes.lexicographicallyPrecedes(label.bytes)
  }
}
