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
    let derived = try expand(name, over: digest, count: hash.length, &carrier)
    return ScheduleSecret(hash, name, derived)
  }

  borrowing func expand(
    _ name: SecretName, over context: Span<UInt8>, count: Int,
    _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) -> Secret {
    let label = name == self.name ? "traffic upd" : name.label ?? ""
    let key = try hash.expand(
      secret.bytes, label: bytes(of: label), context: context, count: count,
      by: Crypto.self)
    carrier.note(name, key, from: self.name, context)
    return key
  }

  /// One floor down: what was known so far is the salt, and new material is mixed in;
  /// zeros, where there is nothing new.
  consuming func extract(
    _ name: SecretName, with material: Span<UInt8>, called source: SecretName?,
    through derived: SecretName, _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) -> ScheduleSecret {
    let nothing = Digest.ofNothing(hash)
    let salt = try derive(derived, over: nothing.bytes, &carrier)
    let mixed = try hash.extract(
      salt: salt.secret.bytes, material, called: source, as: name, by: Crypto.self,
      &carrier)
    return ScheduleSecret(hash, name, mixed)
  }

  /// The code of a Finished or a binder (RFC 8446, 4.4.4).
  borrowing func verifyData(
    _ key: SecretName, over digest: Digest,
    _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) -> Digest {
    let key = try expand(key, over: Span(), count: hash.length, &carrier)
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

extension TLSHash {
  /// HKDF-Extract of what comes from outside, or of zeros (RFC 8446, 7.1).
  func extract<Crypto: CryptoProvider>(
    salt: Span<UInt8>, _ material: Span<UInt8>, called source: SecretName?,
    as name: SecretName, by _: Crypto.Type,
    _ carrier: inout some HandshakeCarrier & ~Copyable
  ) throws(TLSError) -> Secret {
    if let source, !material.isEmpty {
      carrier.note(Derivation(source, from: nil, context: Span(), value: material))
    }
    let zeros = InlineArray<48, UInt8>(repeating: 0)
    let secret = try extract(
      salt: salt,
      keyMaterial: material.isEmpty ? zeros.span.extracting(first: length) : material,
      by: Crypto.self)
    carrier.note(name, secret, from: material.isEmpty ? nil : source, Span())
    return secret
  }
}

extension TLSObserver where Self: ~Copyable {
  mutating func note(
    _ name: SecretName, _ secret: borrowing Secret, from source: SecretName?,
    _ context: Span<UInt8>
  ) {
    note(Derivation(name, from: source, context: context, value: secret.bytes))
  }
}
