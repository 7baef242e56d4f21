import Primitives
import Wire

/// An attestation and a signature, of which nobody knows yet whether they belong together.
///
///     opaque statement<0..1023>;
///     opaque signature<1..255>;
public struct SignedAttestation: Equatable, Sendable {
  static var statementLimit: Int { 1_023 }

  public let statement: [UInt8]
  public let signature: [UInt8]

  /// For the device. `key` signs attestations and nothing else.
  public init(
    _ attestation: Attestation, signedWith key: inout some SigningKey & ~Copyable
  ) throws(KeyStoreError) {
    let statement = attestation.message
    signature = try key.signature(over: statement.span)
    self.statement = statement
  }

  /// For whoever has asked. Only the lengths are looked at here.
  public init(reading bytes: Span<UInt8>) throws(AttestationError) {
    do throws(WireError) {
      self = try Reader.all(bytes) { reader throws(WireError) in
        let statement = try reader.prefixed16("statement")
        guard statement.count <= Self.statementLimit else {
          throw reader.invalid(statement.count, "statement")
        }
        let signature = try reader.prefixed8("signature")
        guard !signature.isEmpty else { throw reader.invalid(0, "signature") }
        return SignedAttestation(statement, signature)
      }
    } catch { throw .form(error) }
  }

  private init(_ statement: Span<UInt8>, _ signature: Span<UInt8>) {
    self.statement = [UInt8](capacity: statement.count) { out in out.append(statement) }
    self.signature = [UInt8](capacity: signature.count) { out in out.append(signature) }
  }

  public var bytes: [UInt8] {
    [UInt8](capacity: 3 &+ statement.count &+ signature.count) { out in
      out.append(bigEndian: UInt64(truncatingIfNeeded: statement.count), bytes: 2)
      out.append(statement.span)
      out.append(counted: signature.span)
    }
  }

  /// The attestation, if `key` has signed it as an answer to `nonce`. There is no other way
  /// to what it says.
  public func verified<Crypto: CryptoProvider>(
    by key: VerifyingKey, answering nonce: Span<UInt8>, with _: Crypto.Type
  ) throws(AttestationError) -> Attestation {
    do throws(CryptoError) {
      try key.verify(signature.span, of: statement.span, with: Crypto.self)
    } catch { throw error == .invalidSignature ? .otherKey : .crypto(error) }
    let attestation: Attestation
    do throws(WireError) {
      attestation = try Attestation(reading: statement.span)
    } catch {
      throw .form(error)
    }
    guard constantTimeEqual(attestation.nonce.span, nonce) else { throw .otherNonce }
    return attestation
  }
}

extension Attestation {
  /// Returns only if this is the device that is meant, and if exactly the stages run on it
  /// that are expected.
  public func check(
    _ serial: DeviceSerial, runs expected: [Measurement]
  ) throws(AttestationError) {
    guard self.serial == serial else { throw .otherDevice }
    guard measurements.count == expected.count else {
      throw .otherStages(measurements.count, expected: expected.count)
    }
    for i in expected.indices where measurements[i] != expected[i] {
      throw .otherCode(stage: i)
    }
  }
}
