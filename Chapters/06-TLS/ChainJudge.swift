import Certificates
import Primitives

/// Judges a peer's chain by the rules of chapter 05, whichever engine has received it.
public struct ChainJudge: Sendable {
  private let roots: [Certificate]
  private let role: TLSRole
  private let name: GeneralName?
  private let revocation: RevocationPolicy

  public init<Crypto: CryptoProvider>(
    _ configuration: borrowing TLSConfiguration, as role: TLSRole,
    using crypto: Crypto.Type
  ) throws(TLSError) {
    var roots: [Certificate] = []
    for der in configuration.roots {
      do throws(DERError) { roots.append(try Certificate(der: der)) } catch {
        throw TLSError(
          .configuration(.roots), reason: sentence(error, using: crypto))
      }
    }
    self.roots = roots
    self.role = role
    name =
      switch configuration.expectedName {
      case .dns(let name)?: .dns(name)
      case .ip(let address)?: .ip(address)
      case nil: nil
      }
    revocation = configuration.revocation
  }

  /// Whether a server has to be asked for an answer about its certificate.
  public var wantsStaple: Bool { role == .client && revocation.demand != .notAsked }

  /// The path from the peer's end entity, which comes first, to a root. Without what is
  /// stapled, a chain can be looked at before it is there: then only who is known to be
  /// revoked is refused.
  @discardableResult
  public func judge<Crypto: CryptoProvider>(
    _ chain: [[UInt8]], stapled: StapledAnswer, at date: Int64,
    using crypto: Crypto.Type
  ) throws(TLSError) -> ValidatedPath {
    var certificates: [Certificate] = []
    for (depth, der) in chain.enumerated() {
      do throws(DERError) { certificates.append(try Certificate(der: der)) } catch {
        throw TLSError(
          .certificate(.unreadable, depth: depth, subject: []), peer: role.peer,
          reason: sentence(error, using: crypto))
      }
    }
    guard let endEntity = certificates.first else {
      throw TLSError(.certificateRequired, peer: role.peer)
    }
    var policy = PathPolicy(
      time: Time(secondsSince1970: date), purpose: role == .client ? .server : .client,
      server: name)
    policy.revocation = try revocation(with: stapled, about: endEntity, using: crypto)
    var witness = PathWitness()
    do throws(PathFailure) {
      return try ValidatedPath(
        from: endEntity, through: Array(certificates.dropFirst()), to: roots,
        policy: policy, using: crypto, observer: &witness)
    } catch {
      throw TLSError(
        .certificate(
          CertificateFault(error.rule), depth: error.certificate,
          subject: subject(of: witness.whom(error, endEntity), using: crypto)),
        peer: role.peer, reason: sentence(error, using: crypto))
    }
  }

  private func revocation<Crypto: CryptoProvider>(
    with stapled: StapledAnswer, about endEntity: Certificate,
    using crypto: Crypto.Type
  ) throws(TLSError) -> RevocationPolicy {
    var policy = revocation
    guard policy.demand != .notAsked, !Crypto.omissions.contains(.revocation) else {
      return policy
    }
    switch stapled {
    case .notYet: policy.demand = .ifKnown
    case .none: break
    case .response(let der):
      do throws(DERError) {
        policy.answers.append(OCSPAnswer(try OCSPResponse(der: der)))
      } catch {
        throw TLSError(
          .certificate(
            .revocationUnknown, depth: 0,
            subject: subject(of: endEntity, using: crypto)),
          peer: role.peer, reason: sentence(error, using: crypto))
      }
    }
    return policy
  }
}

/// What a server has stapled to its certificate (RFC 6066, 8).
public enum StapledAnswer: Sendable {
  /// It may come with a later message.
  case notYet
  case none
  case response([UInt8])
}

/// Remembers who was tried at which step above the end entity.
private struct PathWitness: PathObserver {
  private var refusals: [(failure: PathFailure, path: [Certificate])] = []
  private var path: [Certificate] = []

  mutating func note(_ step: PathStep) {
    switch step {
    case .endEntity(let certificate, let failure):
      path = [certificate]
      remember(failure)
    case .issuer(let issuer, _, let place, let failure):
      path = Array(path.prefix(place)) + [issuer]
      remember(failure)
    case .root(_, let place, let failure):
      path = Array(path.prefix(place + 1))
      remember(failure)
    case .deadEnd(_, let failure): remember(failure)
    case .loop: break
    }
  }

  private mutating func remember(_ failure: PathFailure?) {
    if let failure { refusals.append((failure, path)) }
  }

  /// Whom a refusal is about; the end entity if nobody else was seen there.
  func whom(_ failure: PathFailure, _ endEntity: Certificate) -> Certificate {
    let path = refusals.last { $0.failure == failure }?.path ?? []
    let place = failure.certificate
    return path.indices.contains(place) ? path[place] : endEntity
  }
}

private func subject<Crypto: CryptoProvider>(
  of certificate: @autoclosure () -> Certificate, using _: Crypto.Type
) -> [UInt8] {
  Crypto.omissions.contains(.sentences) ? [] : Array(certificate().subjectText.utf8)
}

private func sentence<Crypto: CryptoProvider>(
  _ failure: some CustomStringConvertible, using _: Crypto.Type
) -> [UInt8] {
  Crypto.omissions.contains(.sentences) ? [] : Array(failure.description.utf8)
}

extension CertificateFault {
  /// In the words that all engines share.
  public init(_ rule: PathRule) {
    self =
      switch rule {
      case .noTrustedIssuer: .unknownIssuer
      case .notYetValid: .notYetValid
      case .expired: .expired
      case .signature(.brokenHash), .signature(.shortKey), .weakHash, .weakKey:
        .weakAlgorithm
      case .signature(.crypto), .signature(.otherKey): .badSignature
      case .notAnAuthority, .pathTooLong, .keyMayNotSign: .notAnAuthority
      case .otherPurpose: .wrongPurpose
      case .otherName: .wrongName
      case .revoked: .revoked
      case .revocationUnknown: .revocationUnknown
      case .signature(.unknownAlgorithm), .unknownCriticalExtension, .nameNotPermitted,
        .tooManyNames, .noValidPolicy, .anyPolicyMapped, .tooManyPolicies, .lengthLimit,
        .searchTooLong:
        .other
      }
  }
}
