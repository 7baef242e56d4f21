import Primitives
import Wire

/// The proof that the peer has seen the same handshake as we have, byte for byte, and has
/// its keys.
struct FinishedVerified: ~Copyable {
  //= rfc8446#4.4.4
  //# Recipients of Finished messages MUST verify that the contents are
  //# correct and if incorrect MUST terminate the connection with a
  //# "decrypt_error" alert.
  init(
    _ verifyData: Span<UInt8>, expected: Digest, by peer: TLSRole
  ) throws(TLSError) {
    guard verifyData.count == expected.count else {
      throw TLSError(.malformedMessage, by: peer, in: .finished, "RFC 8446, 4.4.4")
    }
    guard constantTimeEqual(verifyData, expected.bytes) else {
      throw TLSError(.badProof, by: peer, in: .finished, "RFC 8446, 4.4.4")
    }
  }
}
