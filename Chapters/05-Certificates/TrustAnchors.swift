import Primitives

/// Roots that are trusted for one kind of peer, and for no other.
public struct TrustAnchors<Peer: TrustedPeer>: Sendable {
  public let certificates: [Certificate]

  public init(_ certificates: [Certificate]) { self.certificates = certificates }
}

/// Whom a set of roots is for.
public protocol TrustedPeer {}

/// Devices, below a private root: whoever runs the servers is their authority.
public enum DevicePeer: TrustedPeer {}

/// Servers, below public roots or a private one.
public enum ServerPeer: TrustedPeer {}

extension TrustAnchors where Peer == DevicePeer {
  /// A device that calls: which one it is, the path's end entity says.
  public func validate<Crypto: CryptoProvider>(
    device: Certificate, through others: [Certificate], at time: Time,
    revocation: RevocationPolicy = RevocationPolicy(), using crypto: Crypto.Type
  ) throws(PathFailure) -> ValidatedPath {
    var policy = PathPolicy(time: time, purpose: .client)
    policy.revocation = revocation
    return try ValidatedPath(
      from: device, through: others, to: certificates, policy: policy, using: crypto)
  }
}

extension TrustAnchors where Peer == ServerPeer {
  /// A server that was called. Below public roots anybody has a certificate, so that a
  /// path without a name would prove nothing.
  public func validate<Crypto: CryptoProvider>(
    server: Certificate, named name: GeneralName, through others: [Certificate],
    at time: Time, revocation: RevocationPolicy = RevocationPolicy(),
    using crypto: Crypto.Type
  ) throws(PathFailure) -> ValidatedPath {
    var policy = PathPolicy(time: time, purpose: .server, server: name)
    policy.revocation = revocation
    return try ValidatedPath(
      from: server, through: others, to: certificates, policy: policy, using: crypto)
  }
}
