import Primitives
import Wire

/// What a stage of the boot is: a hash of its code, taken before it runs.
public struct Measurement: Equatable, Sendable {
  /// 1 to 32 bytes, as people call the stage.
  public let stage: [UInt8]
  /// 32, 48 or 64 bytes.
  public let digest: [UInt8]

  /// Nil for other lengths.
  public init?(_ stage: Span<UInt8>, digest: Span<UInt8>) {
    guard 1...32 ~= stage.count, isDigestLength(digest.count) else { return nil }
    self.stage = [UInt8](capacity: stage.count) { out in out.append(stage) }
    self.digest = [UInt8](capacity: digest.count) { out in out.append(digest) }
  }

  /// SHA-256 over `code`. Throws `.tooLong` if the stage's name is empty or too long.
  public static func of<Crypto: CryptoProvider>(
    _ code: Span<UInt8>, as stage: Span<UInt8>, with _: Crypto.Type
  ) throws(CryptoError) -> Measurement {
    var hash = try Crypto.SHA256()
    try hash.update(code)
    let digest = try [UInt8](capacity: 32) { out throws(CryptoError) in
      try hash.finish(into: &out)
    }
    guard let measurement = Measurement(stage, digest: digest.span) else {
      throw .tooLong(limit: 32)
    }
    return measurement
  }
}

private func isDigestLength(_ count: Int) -> Bool {
  count == 32 || count == 48 || count == 64
}

/// On the wire:
///
///     opaque stage<1..32>;
///     opaque digest<32..64>;
extension Measurement {
  /// No measurement is longer.
  static var maximumLength: Int { 1 &+ 32 &+ 1 &+ 64 }

  var length: Int { 2 &+ stage.count &+ digest.count }

  func append(to out: inout OutputSpan<UInt8>) {
    out.append(counted: stage.span)
    out.append(counted: digest.span)
  }

  init(_ reader: inout Reader) throws(WireError) {
    let stage = try reader.prefixed8("stage")
    guard 1...32 ~= stage.count else { throw reader.invalid(stage.count, "stage") }
    let digest = try reader.prefixed8("digest")
    guard let measurement = Measurement(stage, digest: digest) else {
      throw reader.invalid(digest.count, "digest")
    }
    self = measurement
  }
}
