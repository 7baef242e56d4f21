import CMbedTLS
import TLS

/// What mbedTLS takes for a network: it calls `receive` and `send`, and neither waits.
/// An object, since the library keeps its address.
final class Transport {
  /// What `handle` was given, and the library has not yet taken.
  var arrived = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
  /// What `poll` will hand out.
  var departing: Outlet
  let isForDatagrams: Bool
  /// What the peer called itself, if a pre-shared key was found by it.
  var identity: [UInt8] = []
  /// How the peer's first record begins: its type, and its version's first byte.
  private(set) var opening: (type: UInt8?, version: UInt8?)
  /// Whether the library sent an alert in the call that is running, and which, if it
  /// went in the clear.
  private(set) var hasSentAlert = false
  private(set) var alertSent: Alert?

  init(datagrams: Bool) {
    isForDatagrams = datagrams
    departing = Outlet(datagrams: datagrams)
  }

  /// Whether what came could be TLS (RFC 8446, 5.1). A datagram that is none is dropped.
  var looksLikeTLS: Bool {
    isForDatagrams || (20...24).contains(opening.type ?? 22) && opening.version ?? 3 == 3
  }

  func receive(_ out: UnsafeMutablePointer<UInt8>, _ count: Int) -> CInt {
    guard !arrived.isEmpty else { return MBEDTLS_ERR_SSL_WANT_READ }
    let taken = UnsafeBufferPointer(rebasing: arrived.prefix(count))
    _ = UnsafeMutableBufferPointer(start: out, count: count).update(
      fromContentsOf: taken)
    // What does not fit of a datagram is no more there than if it had been lost.
    arrived = UnsafeBufferPointer(
      rebasing: isForDatagrams ? arrived[..<0] : arrived.dropFirst(taken.count))
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

  /// Over a stream the library flushes each record by itself; a datagram holds several.
  func send(_ records: UnsafeBufferPointer<UInt8>) -> CInt {
    let header = isForDatagrams ? 13 : 5
    var rest = records[...]
    while rest.count >= header {
      let record = UnsafeBufferPointer(rebasing: rest)
      note(record, header: header)
      let length = Int(record[header - 2]) << 8 | Int(record[header - 1])
      rest = rest.dropFirst(header + length)
    }
    departing.append(records)
    return CInt(records.count)
  }

  /// An alert in the clear is two bytes long, and its second says which it is.
  private func note(_ record: UnsafeBufferPointer<UInt8>, header: Int) {
    guard record[0] == 21 else { return }
    hasSentAlert = true
    if record[header - 2] == 0, record[header - 1] == 2, record.count >= header + 2 {
      alertSent = Alert(code: record[header + 1])
    }
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
