import Primitives

/// A hash of either kind that has taken in some bytes, and takes in more.
struct RunningHash<Crypto: CryptoProvider>: ~Copyable {
  private var sha256: Crypto.SHA256?
  private var sha384: Crypto.SHA384?

  init(_ algorithm: TLSHash) throws(TLSError) {
    do throws(CryptoError) {
      switch algorithm {
      case .sha256:
        sha256 = try Crypto.SHA256()
        sha384 = nil
      case .sha384:
        sha256 = nil
        sha384 = try Crypto.SHA384()
      }
    } catch { throw TLSError(error) }
  }

  mutating func update(_ bytes: Span<UInt8>) throws(TLSError) {
    do throws(CryptoError) {
      try sha256?.update(bytes)
      try sha384?.update(bytes)
    } catch { throw TLSError(error) }
  }

  /// Begins anew.
  mutating func restart() throws(TLSError) { _ = try finish() }

  /// Of all so far; begins anew.
  mutating func finish() throws(TLSError) -> Digest {
    do throws(CryptoError) {
      return try Digest { out throws(CryptoError) in
        try sha256?.finish(into: &out)
        try sha384?.finish(into: &out)
      }
    } catch { throw TLSError(error) }
  }

  /// Of all so far and of what is added; goes on as if nothing had been.
  borrowing func digest(adding bytes: Span<UInt8> = Span()) throws(TLSError) -> Digest {
    var copy = try self.copy()
    try copy.update(bytes)
    return try copy.finish()
  }

  private borrowing func copy() throws(TLSError) -> Self {
    do throws(CryptoError) {
      return try Self(sha256: sha256?.copy(), sha384: sha384?.copy())
    } catch { throw TLSError(error) }
  }

  private init(sha256: consuming Crypto.SHA256?, sha384: consuming Crypto.SHA384?) {
    self.sha256 = sha256
    self.sha384 = sha384
  }
}
