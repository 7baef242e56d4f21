import Primitives

/// A secret of the key schedule with its name (RFC 8446, 7.1): what all of them can do.
/// Who looks on is told of each step.
struct ScheduleSecret<Crypto: CryptoProvider>: ~Copyable {
  let hash: TLSHash
  let name: SecretName
  let secret: Secret

  init(_ hash: TLSHash, _ name: SecretName, _ secret: consuming Secret) {
    self.hash = hash
    self.name = name
    self.secret = secret
  }

  /// Derive-Secret: for one purpose, and for this handshake only.
  borrowing func derive(
    _ name: SecretName, over digest: Span<UInt8>,
    _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) -> ScheduleSecret {
    try derive(name, name.label ?? "", over: digest, &carrier)
  }

  borrowing func derive(
    _ name: SecretName, _ label: StaticString, over digest: Span<UInt8>,
    _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) -> ScheduleSecret {
    let derived = try expand(name, label, over: digest, count: hash.length, &carrier)
    return ScheduleSecret(hash, name, derived)
  }

  borrowing func expand(
    _ name: SecretName, _ label: StaticString, over context: Span<UInt8>, count: Int,
    _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) -> Secret {
    let key = try hash.expand(
      secret.bytes, label: bytes(of: label), context: context, count: count,
      by: Crypto.self)
    carrier.note(Derivation(name, from: self.name, context: context, value: key.bytes))
    return key
  }

  /// One floor down: what was known so far is the salt, and new material is mixed in.
  consuming func extract(
    _ name: SecretName, with material: Span<UInt8>, through derived: SecretName,
    _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) -> ScheduleSecret {
    let nothing = try Digest(of: Span(), hash, Crypto.self)
    let salt = try derive(derived, over: nothing.bytes, &carrier)
    let mixed = try hash.extract(
      salt: salt.secret.bytes, keyMaterial: material, by: Crypto.self)
    carrier.note(
      Derivation(name, from: derived, context: salt.secret.bytes, value: mixed.bytes))
    return ScheduleSecret(hash, name, mixed)
  }

  /// The code of a Finished or a binder (RFC 8446, 4.4.4).
  borrowing func verifyData(
    _ key: SecretName, over digest: Digest,
    _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) -> Digest {
    let key = try expand(key, "finished", over: Span(), count: hash.length, &carrier)
    return try hash.authenticate(digest.bytes, with: key.bytes, by: Crypto.self)
  }
}

extension Digest {
  /// Of a whole message.
  package init<Crypto: CryptoProvider>(
    of message: Span<UInt8>, _ hash: TLSHash, _: Crypto.Type
  ) throws(TLSError) {
    var running = try RunningHash<Crypto>(hash)
    try running.update(message)
    self = try running.finish()
  }
}

extension TLSHash {
  /// HMAC (RFC 2104).
  func authenticate<Crypto: CryptoProvider>(
    _ message: Span<UInt8>, with key: Span<UInt8>, by _: Crypto.Type
  ) throws(TLSError) -> Digest {
    do throws(CryptoError) {
      switch self {
      case .sha256:
        var code = try Crypto.HMACSHA256(key: key)
        try code.update(message)
        return try Digest { out throws(CryptoError) in try code.finish(into: &out) }
      case .sha384:
        var code = try Crypto.HMACSHA384(key: key)
        try code.update(message)
        return try Digest { out throws(CryptoError) in try code.finish(into: &out) }
      }
    } catch { throw TLSError(error) }
  }
}
