// SPDX-License-Identifier: Apache-2.0
import Certificates
import Identity
import Primitives

/// Answers what an authority has taken back, as its ledger says at that moment.
///
/// It signs with keys of its own, made when it begins and certified for nothing else, so that
/// the authority's key is not what sits beside an open port.
public actor RevocationAnswers<Crypto: CryptoProvider> {
  private let generations: [Generation]

  /// Of one authority, or of all the keys that it has had.
  public init(_ generations: sending [Generation]) { self.generations = generations }

  /// The answer to whatever came in.
  public func answer(_ question: [UInt8], at time: Time) -> [UInt8] {
    var answer = [UInt8]()
    for generation in generations {
      answer = generation.answer(question, at: time)
      // Then it is not this key's certificate, and perhaps an older one's.
      guard answer == Self.unauthorized else { break }
    }
    return answer
  }

  private static var unauthorized: [UInt8] {
    [0x30, 0x03, 0x0a, 0x01, OCSPStatus.unauthorized.rawValue]
  }

  /// One key of the authority, and the responder that speaks for it.
  public final class Generation {
    private var authority: RegisteredAuthority<Crypto>
    private var responder: OCSPResponder<Crypto, LooseKey<Crypto.P256>>
    private var renewal: Time

    public init(_ authority: consuming RegisteredAuthority<Crypto>, at time: Time) throws {
      responder = try Self.responder(of: &authority, at: time)
      renewal = Self.renewal(after: time)
      self.authority = authority
    }

    func answer(_ question: [UInt8], at time: Time) -> [UInt8] {
      if renewal < time {
        do {
          responder = try Self.responder(of: &authority, at: time)
          renewal = Self.renewal(after: time)
        } catch {
          // The old one goes on until its end, and we try again at the next question.
        }
      }
      let (ledger, id) = (authority.ledger, authority.id)
      // An answer is good for an hour: as long as somebody may go on not knowing.
      let nextUpdate = Time(secondsSince1970: time.secondsSince1970 + 3600)
      return responder.answer(question, at: time, nextUpdate: nextUpdate) { serialNumber in
        let number = serialNumber.withUnsafeBufferPointer { Array($0) }
        return (try? ledger.status(of: number, authority: id)) ?? .unavailable
      }
    }

    /// One with a key and a certificate for thirty days, of which the last five are kept back.
    private static func responder(
      of authority: inout RegisteredAuthority<Crypto>, at time: Time
    ) throws -> OCSPResponder<Crypto, LooseKey<Crypto.P256>> {
      let day: Int64 = 86_400
      let start = time.secondsSince1970
      let key = try authority.newKey()
      let publicKey = try [UInt8](capacity: 65) { out throws(CryptoError) in
        try key.publicKey(into: &out)
      }
      let own = try authority.issue(
        .ocspResponder, to: Name(commonName: Array("Revocation answers".utf8)),
        key: SubjectPublicKeyInfo(.ecdsaP256, publicKey.span),
        validity: Validity(
          notBefore: Time(secondsSince1970: start),
          notAfter: Time(secondsSince1970: start + 30 * day)))
      return try OCSPResponder<Crypto, LooseKey<Crypto.P256>>(
        for: authority.certificate, as: Certificate(der: own.der),
        key: LooseKey(key, algorithm: .ecdsaP256))
    }

    private static func renewal(after time: Time) -> Time {
      Time(secondsSince1970: time.secondsSince1970 + 25 * 86_400)
    }
  }
}
