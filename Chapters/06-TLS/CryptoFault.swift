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
