import Primitives
import Wire

/// What a layer says of the next one: this code was measured, and this is its key.
///
///     opaque context = "Things That Keep Secrets: endorsement";
///     uint8 zero = 0, version = 1;
///     uint8 layer;
///     Measurement measurement;
///     opaque publicKey<65..65>;
///     opaque signature<1..255>, over all that is before it;
public struct Endorsement: Equatable, Sendable {
  public let layer: UInt8
  public let measurement: Measurement
  public let publicKey: VerifyingKey
  public let signature: [UInt8]

  init(
    of publicKey: VerifyingKey, _ measurement: Measurement, layer: UInt8,
    signedWith key: inout some SigningKey & ~Copyable
  ) throws(KeyStoreError) {
    let message = Self.message(layer, measurement, publicKey)
    signature = try key.signature(over: message.span)
    self.layer = layer
    self.measurement = measurement
    self.publicKey = publicKey
  }

  private static func message(
    _ layer: UInt8, _ measurement: Measurement, _ publicKey: VerifyingKey
  ) -> [UInt8] {
    let context = SigningContext.endorsement
    let length = context.length &+ 2 &+ measurement.length &+ publicKey.bytes.count
    return [UInt8](capacity: length) { out in
      context.append(to: &out)
      out.append(layer)
      measurement.append(to: &out)
      out.append(counted: publicKey.bytes.span)
    }
  }

  var message: [UInt8] { Self.message(layer, measurement, publicKey) }

  /// As it is sent.
  public var bytes: [UInt8] {
    let message = message
    return [UInt8](capacity: message.count &+ 1 &+ signature.count) { out in
      out.append(message.span)
      out.append(counted: signature.span)
    }
  }

  /// Takes the one form; who signed it is another question.
  public init(reading bytes: Span<UInt8>) throws(AttestationError) {
    do throws(WireError) {
      self = try Reader.all(bytes) { reader throws(WireError) in
        try Endorsement(&reader)
      }
    } catch { throw .form(error) }
  }

  private init(_ reader: inout Reader) throws(WireError) {
    try reader.expect(.endorsement)
    layer = try reader.uint8("layer")
    guard layer >= 2 else { throw reader.invalid(layer, "layer") }
    measurement = try Measurement(&reader)
    let point = try reader.prefixed8("publicKey")
    guard let key = VerifyingKey(point, .ecdsaP256) else {
      throw reader.invalid(point.count, "publicKey")
    }
    publicKey = key
    let signature = try reader.prefixed8("signature")
    guard !signature.isEmpty else { throw reader.invalid(0, "signature") }
    self.signature = [UInt8](capacity: signature.count) { out in out.append(signature) }
  }
}
