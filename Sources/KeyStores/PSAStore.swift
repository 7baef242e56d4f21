// SPDX-License-Identifier: Apache-2.0
import CMbedTLS
import Identity
import Primitives
import Wire

/// Keys behind the PSA Crypto API, in mbedTLS's own persistent storage.
///
/// mbedTLS writes one file for each key, `0000000000000001.psa_its` and so on, into the
/// current folder; so each call runs on a thread whose current folder is the store's.
/// It neither encrypts these files nor waits until they are on the disk. We wait.
public struct PSAStore: KeyStore, Sendable {
  private let folder: StoreFolder

  /// Makes the folder if it is not there, and ends what a power cut has interrupted in it.
  public init(folder path: String) throws(KeyStoreError) {
    folder = try StoreFolder(path)
    try inside { () throws(KeyStoreError) in
      var index = try firstIndex()
      guard index.loose != 0 else { return }
      try PSA.destroy(index.loose)
      index.loose = 0
      try save(index)
    }
  }

  public mutating func generate(
    _ algorithm: KeyAlgorithm, as label: KeyLabel
  ) throws(KeyStoreError) {
    try add(algorithm, .generated, as: label) { attributes throws(KeyStoreError) in
      var number: psa_key_id_t = 0
      try PSA.check(psa_generate_key(&attributes, &number))
    }
  }

  /// Made when it is first asked for.
  public mutating func wrappingKey() throws(KeyStoreError) -> [UInt8] {
    var key = [UInt8]()
    try inside { () throws(KeyStoreError) in
      if !PSA.isThere(PSA.wrappingKeyNumber) {
        var attributes = things_psa_pair(PSA.wrappingKeyNumber, 0, 0)
        var number: psa_key_id_t = 0
        try PSA.check(psa_generate_key(&attributes, &number))
        try folder.makeDurable()
      }
      key = try PSA.publicKey(PSA.wrappingKeyNumber)
    }
    return key
  }

  /// The agreement happens inside PSA, but what follows it cannot; so the key is in this
  /// process's memory for the moment between two calls, in a `Secret`.
  public mutating func inject(
    _ wrapped: Span<UInt8>, as label: KeyLabel
  ) throws(KeyStoreError) {
    var own: [UInt8]?
    try inside { () throws(KeyStoreError) in
      guard PSA.isThere(PSA.wrappingKeyNumber) else { return }
      own = try PSA.publicKey(PSA.wrappingKeyNumber)
    }
    // For a key that was never given, nobody has wrapped anything.
    guard let own else { throw .notWrappedForUs }
    let key = try WrappedKey<PortableCrypto>.unwrap(wrapped, wrappingKey: own.span) {
      other throws(KeyStoreError) in
      try agreement(with: other) { peer, secret throws(KeyStoreError) in
        try inside { () throws(KeyStoreError) in
          defer { PSA.forget(PSA.wrappingKeyNumber) }
          try PSA.agree(PSA.wrappingKeyNumber, peer, secret)
        }
      }
    }
    let secret = key.privateKey.bytes
    try add(key.algorithm, .injected, as: label) { attributes throws(KeyStoreError) in
      try PSA.importKey(secret, &attributes)
    }
  }

  public mutating func list() throws(KeyStoreError) -> [KeyEntry] {
    var entries = [KeyEntry]()
    try folder.locked { () throws(KeyStoreError) in
      entries = try readIndex().records.map(\.entry)
    }
    return entries
  }

  public mutating func publicKey(of label: KeyLabel) throws(KeyStoreError) -> [UInt8] {
    var key = [UInt8]()
    try use(label) { record throws(KeyStoreError) in key = try PSA.publicKey(record.number) }
    return key
  }

  public mutating func sign(
    _ message: Span<UInt8>, with label: KeyLabel, into out: inout OutputSpan<UInt8>
  ) throws(KeyStoreError) {
    let room = ECDSASignature.maximumDERLength
    guard out.freeCapacity >= room else { throw .crypto(.bufferTooSmall(needed: room)) }
    var signature = InlineArray<64, UInt8>(repeating: 0)
    try message.withUnsafeBufferPointer { message throws(KeyStoreError) in
      try use(label) { record throws(KeyStoreError) in
        guard record.entry.algorithm.signs else { throw .wrongUse(record.entry.algorithm) }
        signature = try PSA.signature(record.number, message)
      }
    }
    do throws(CryptoError) { try ECDSASignature(bytes: signature).write(into: &out) } catch {
      throw .crypto(error)
    }
  }

  public mutating func agree(
    _ label: KeyLabel, with publicKey: Span<UInt8>
  ) throws(KeyStoreError) -> Secret {
    try agreement(with: publicKey) { peer, secret throws(KeyStoreError) in
      try use(label) { record throws(KeyStoreError) in
        let algorithm = record.entry.algorithm
        guard !algorithm.signs else { throw .wrongUse(algorithm) }
        guard peer.count == algorithm.publicKeyLength else { throw .crypto(.invalidKey) }
        try PSA.agree(record.number, peer, secret)
      }
    }
  }

  public mutating func destroy(_ label: KeyLabel) throws(KeyStoreError) {
    try inside { () throws(KeyStoreError) in
      var index = try readIndex()
      guard let record = index[label] else { throw .noSuchKey }
      index.remove(label)
      index.loose = record.number
      try save(index)
      try PSA.destroy(record.number)
      index.loose = 0
      try save(index)
    }
  }
}

extension PSAStore {
  /// A new key under the lowest number that is free. Before it is made, the index says that
  /// it may be there; when it is durable, the index says what it is.
  private func add(
    _ algorithm: KeyAlgorithm, _ origin: KeyOrigin, as label: KeyLabel,
    _ make: (inout psa_key_attributes_t) throws(KeyStoreError) -> Void
  ) throws(KeyStoreError) {
    try inside { () throws(KeyStoreError) in
      var index = try readIndex()
      guard index[label] == nil else { throw .labelTaken }
      guard algorithm != .ed25519 else { throw .unsupported }
      guard index.records.count < PSAIndex.limit else { throw .full(limit: PSAIndex.limit) }
      let number = index.nextNumber
      index.loose = number
      try save(index)
      try PSA.destroy(number)
      var attributes = things_psa_pair(
        number, algorithm == .x25519 ? 1 : 0, algorithm.signs ? 1 : 0)
      try make(&attributes)
      PSA.forget(number)
      try folder.makeDurable()
      let entry = KeyEntry(label: label, algorithm: algorithm, origin: origin)
      index.insert(PSAIndex.Record(entry: entry, number: number))
      index.loose = 0
      try save(index)
    }
  }

  private func use(
    _ label: KeyLabel, _ body: (PSAIndex.Record) throws(KeyStoreError) -> Void
  ) throws(KeyStoreError) {
    try inside { () throws(KeyStoreError) in
      guard let record = try readIndex()[label] else { throw .noSuchKey }
      // The copy that PSA loads is not left in this process's memory.
      defer { PSA.forget(record.number) }
      try body(record)
    }
  }

  private func agreement(
    with publicKey: Span<UInt8>,
    _ body: (UnsafeBufferPointer<UInt8>, UnsafeMutableBufferPointer<UInt8>)
      throws(KeyStoreError) -> Void
  ) throws(KeyStoreError) -> Secret {
    try publicKey.withUnsafeBufferPointer { peer throws(KeyStoreError) in
      try Secret(count: 32) { secret throws(KeyStoreError) in
        try secret.withUnsafeMutableBufferPointer { secret throws(KeyStoreError) in
          try body(peer, secret)
        }
      }
    }
  }

  /// On PSA's thread, while no other process is in this folder.
  private func inside(_ body: () throws(KeyStoreError) -> Void) throws(KeyStoreError) {
    try inFolder(folder.descriptor) { () throws(KeyStoreError) in
      try folder.locked { () throws(KeyStoreError) in
        try PSA.check(psa_crypto_init())
        try body()
      }
    }
  }

  /// Without an index there must be no key either: it was there before the first one was.
  private func firstIndex() throws(KeyStoreError) -> PSAIndex {
    if try folder.read(Self.indexName, limit: PSAIndex.fileLimit) != nil {
      return try readIndex()
    }
    guard !PSA.isThere(1) else {
      throw .image(WireError(.truncated(missing: 10), "index", at: 0))
    }
    try save(PSAIndex())
    return PSAIndex()
  }

  private func readIndex() throws(KeyStoreError) -> PSAIndex {
    try PSAIndex(image: folder.read(Self.indexName, limit: PSAIndex.fileLimit) ?? [])
  }

  private func save(_ index: PSAIndex) throws(KeyStoreError) {
    try folder.replace(Self.indexName, with: index.image)
  }

  private static var indexName: String { "index" }
}
