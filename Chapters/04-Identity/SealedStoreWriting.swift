import Primitives

extension SealedStore where Medium: ~Copyable, Random: ~Copyable {
  /// The changed contents become the store's, once they are where a power cut leaves them.
  mutating func keep(_ changed: consuming SealedContents) throws(KeyStoreError) {
    try settle()
    let counter = try medium.counter()
    guard counter == number, number < .max else {
      throw .rolledBack(image: number, counter: counter)
    }
    let next = number &+ 1
    let nonce = try nonce()
    let image = try sealer.seal(changed, number: next, nonce: nonce)
    attempted = next
    do throws(KeyStoreError) {
      try medium.replace(with: image.span)
      try medium.raiseCounter(to: next)
    } catch {
      // Whether the medium shows it or not, it did not happen.
      do throws(KeyStoreError) { try settle() } catch {}
      throw error
    }
    number = next
    contents = changed
  }

  /// After a failure nobody knows which image the medium has. Gives it the contents as
  /// they are, under the number that failed, and lets that number count.
  mutating func settle() throws(KeyStoreError) {
    guard attempted != number else { return }
    let nonce = try nonce()
    let image = try sealer.seal(contents, number: attempted, nonce: nonce)
    try medium.replace(with: image.span)
    try medium.raiseCounter(to: attempted)
    number = attempted
  }

  /// 96 bits at random. A number would come twice, where a write failed and another takes
  /// its place.
  private mutating func nonce() throws(KeyStoreError) -> Secret {
    do throws(CryptoError) { return try random.secret(count: 12) } catch {
      throw KeyStoreError(error)
    }
  }
}
