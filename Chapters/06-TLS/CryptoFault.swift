import Primitives

extension TLSError {
  /// Cryptography that failed us, for no fault of a peer's: a provider lacks what was agreed
  /// on, or the library below has a reason of its own.
  package init(_ error: CryptoError) {
    if case .library(let code) = error {
      self.init(.library, code: code)
    } else {
      self.init(.library)
    }
  }
}

/// What `make` makes, or the fault as an error of ours.
func withoutFault<Made: ~Copyable>(
  _ make: () throws(CryptoError) -> Made
) throws(TLSError) -> Made {
  do throws(CryptoError) { return try make() } catch { throw TLSError(error) }
}
