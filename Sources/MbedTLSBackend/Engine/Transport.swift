import CMbedTLS
import TLS

/// What mbedTLS takes for a network: it calls `receive` and `send`, and neither waits.
/// An object, since the library keeps its address.
final class Transport {
  /// What `handle` was given, and the library has not yet taken.
  var arrived = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
  /// What `poll` will hand out.
  var departing = ByteQueue()
  /// How the peer's first record begins: its type, and its version's first byte.
  private(set) var opening: (type: UInt8?, version: UInt8?)
  /// Whether the library sent an alert in the call that is running, and which, if it
  /// went in the clear.
  private(set) var hasSentAlert = false
  private(set) var alertSent: Alert?

  /// Whether what came could be TLS (RFC 8446, 5.1).
  var looksLikeTLS: Bool {
    (20...24).contains(opening.type ?? 22) && opening.version ?? 3 == 3
  }

  func receive(_ out: UnsafeMutablePointer<UInt8>, _ count: Int) -> CInt {
    guard !arrived.isEmpty else { return MBEDTLS_ERR_SSL_WANT_READ }
    let taken = UnsafeBufferPointer(rebasing: arrived.prefix(count))
    _ = UnsafeMutableBufferPointer(start: out, count: count).update(
      fromContentsOf: taken)
    arrived = UnsafeBufferPointer(rebasing: arrived.dropFirst(taken.count))
    noteOpening(taken)
    return CInt(taken.count)
  }

  private func noteOpening(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard opening.version == nil else { return }
    for byte in bytes.prefix(2) {
      if opening.type == nil { opening.type = byte } else { opening.version = byte }
    }
  }

  func beginCall() { (hasSentAlert, alertSent) = (false, nil) }

  /// The library flushes each record by itself, so the first byte is the record's type.
  func send(_ record: UnsafeBufferPointer<UInt8>) -> CInt {
    if record[0] == 21 {
      hasSentAlert = true
      if record.count == 7 { alertSent = Alert(code: record[6]) }
    }
    departing.append(record)
    return CInt(record.count)
  }
}

extension Transport {
  /// From now on the library reads and writes here.
  func attach(to context: UnsafeMutablePointer<mbedtls_ssl_context>) {
    let address = Unmanaged.passUnretained(self).toOpaque()
    mbedtls_ssl_set_bio(context, address, sendCallback, receiveCallback, nil)
  }
}

private func sendCallback(
  _ transport: UnsafeMutableRawPointer?, _ bytes: UnsafePointer<UInt8>?, _ count: Int
) -> CInt {
  guard let transport, let bytes, count > 0 else {
    return MBEDTLS_ERR_SSL_INTERNAL_ERROR
  }
  return Unmanaged<Transport>.fromOpaque(transport).takeUnretainedValue()
    .send(UnsafeBufferPointer(start: bytes, count: count))
}

private func receiveCallback(
  _ transport: UnsafeMutableRawPointer?, _ out: UnsafeMutablePointer<UInt8>?,
  _ count: Int
) -> CInt {
  guard let transport, let out, count > 0 else { return MBEDTLS_ERR_SSL_INTERNAL_ERROR }
  return Unmanaged<Transport>.fromOpaque(transport).takeUnretainedValue()
    .receive(out, count)
}
