import Primitives

extension SealedStore: KeyStore where Medium: ~Copyable, Random: ~Copyable {
  public mutating func generate(
    _ algorithm: KeyAlgorithm, as label: KeyLabel
  ) throws(KeyStoreError) {
    try checkRoom(for: label)
    let key = try KeyUse<Crypto>.generate(algorithm, using: &random)
    let entry = KeyEntry(label: label, algorithm: algorithm, origin: .generated)
    try keep(contents.adding(entry, key))
  }

  /// Made when it is first asked for.
  public mutating func wrappingKey() throws(KeyStoreError) -> [UInt8] {
    if contents.wrappingKey == nil {
      let key = try KeyUse<Crypto>.generate(.ecdhP256, using: &random)
      try keep(contents.setting(wrappingKey: key))
    }
    guard let key = contents.wrappingKey else { throw .noSuchKey }
    return try KeyUse<Crypto>.publicKey(.ecdhP256, of: key)
  }

  public mutating func inject(
    _ wrapped: Span<UInt8>, as label: KeyLabel
  ) throws(KeyStoreError) {
    try checkRoom(for: label)
    let key = try unwrapped(wrapped)
    // Throws if what was wrapped is no private key of the algorithm.
    _ = try KeyUse<Crypto>.publicKey(key.algorithm, of: key.privateKey.bytes)
    let entry = KeyEntry(label: label, algorithm: key.algorithm, origin: .injected)
    try keep(contents.adding(entry, key.privateKey))
  }

  private func unwrapped(
    _ wrapped: Span<UInt8>
  ) throws(KeyStoreError) -> UnwrappedKey {
    // For a key that was never given, nobody has wrapped anything.
    guard let own = contents.wrappingKey else { throw .notWrappedForUs }
    let publicKey = try KeyUse<Crypto>.publicKey(.ecdhP256, of: own)
    return try WrappedKey<Crypto>.unwrap(wrapped, wrappingKey: publicKey.span) {
      other throws(KeyStoreError) in
      try KeyUse<Crypto>.agree(.ecdhP256, own, with: other)
    }
  }

  private func checkRoom(for label: KeyLabel) throws(KeyStoreError) {
    guard !contents.places.contains(where: { $0.entry.label == label }) else {
      throw .labelTaken
    }
    let limit = SealedContents.keyLimit
    guard contents.places.count < limit else { throw .full(limit: limit) }
  }

  public mutating func list() throws(KeyStoreError) -> [KeyEntry] {
    contents.places.map { $0.entry }
  }

  public mutating func publicKey(of label: KeyLabel) throws(KeyStoreError) -> [UInt8] {
    let place = try contents.place(of: label)
    return try KeyUse<Crypto>.publicKey(
      place.entry.algorithm, of: contents.bytes.bytes.extracting(place.privateKey))
  }

  public mutating func sign(
    _ message: Span<UInt8>, with label: KeyLabel, into out: inout OutputSpan<UInt8>
  ) throws(KeyStoreError) {
    let place = try contents.place(of: label)
    try KeyUse<Crypto>.sign(
      message, place.entry.algorithm,
      with: contents.bytes.bytes.extracting(place.privateKey), into: &out)
  }

  public mutating func agree(
    _ label: KeyLabel, with publicKey: Span<UInt8>
  ) throws(KeyStoreError) -> Secret {
    let place = try contents.place(of: label)
    return try KeyUse<Crypto>.agree(
      place.entry.algorithm, contents.bytes.bytes.extracting(place.privateKey),
      with: publicKey)
  }

  public mutating func destroy(_ label: KeyLabel) throws(KeyStoreError) {
    try keep(contents.removing(contents.place(of: label)))
  }
}
