import Primitives

/// What waits to be sent, and the key that seals it.
struct Departures<Crypto: CryptoProvider>: ~Copyable {
  var buffer = RecordBuffer()
  var protection: RecordProtection<Crypto>?
  var plainRecords: UInt64 = 0
  /// Where in the buffer a record of handshake messages begins that is not yet closed.
  var unfinished: Int?
}

extension Departures {
  var shape: RecordShape {
    switch protection {
    case .some(let protection): protection.shape
    case .none: .plain
    }
  }

  /// Of the next record under its key, or without one.
  var sequenceNumber: UInt64 {
    switch protection {
    case .some(let protection): protection.sequenceNumber
    case .none: plainRecords
    }
  }

  /// Whether the key has sealed nearly as much as it may.
  var isNearlySpent: Bool {
    switch protection {
    case .some(let protection): protection.isNearlySpent
    case .none: false
    }
  }
}

extension Departures {
  /// What is about to be sealed: content, and in TLS 1.3 its type.
  func plaintext(_ type: ContentType, from start: Int) -> Secret {
    let content = buffer.bytes.extracting((start &+ shape.contentOffset)...)
    let is13 = shape.version == .tls13
    return Secret(count: content.count &+ (is13 ? 1 : 0)) { out in
      for i in content.indices { out[i] = content[i] }
      if is13 { out[content.count] = type.code }
    }
  }
}
