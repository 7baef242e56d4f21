import COpenSSL
import TLS

/// ALPN names as they stand on the wire: each behind its length (RFC 7301, 3.1).
/// libssl keeps a pointer to it, so it stays where it is.
final class ProtocolList {
  let wire: UnsafeMutableBufferPointer<UInt8>

  init(_ names: [[UInt8]]) {
    let bytes = names.flatMap { [UInt8(truncatingIfNeeded: $0.count)] + $0 }
    wire = .allocate(capacity: bytes.count)
    _ = wire.initialize(from: bytes)
  }

  deinit { wire.deallocate() }
}

extension SSLContext {
  borrowing func negotiate(_ list: ProtocolList, as role: TLSRole) throws(TLSError) {
    guard !list.wire.isEmpty else { return }
    switch role {
    case .client:
      let bytes = list.wire
      guard SSL_CTX_set_alpn_protos(pointer, bytes.baseAddress, UInt32(bytes.count)) == 0 else {
        throw TLSError.ofLibrary(.configuration(.applicationProtocols))
      }
    case .server:
      SSL_CTX_set_alpn_select_cb(
        pointer, selectProtocol, Unmanaged.passUnretained(list).toOpaque())
    }
  }
}

//= rfc7301#3.2
//# In the event that the server supports no protocols that the client
//# advertises, then the server SHALL respond with a fatal
//# "no_application_protocol" alert.
private let selectProtocol: SSL_CTX_alpn_select_cb_func = {
  _, chosen, length, offered, offeredLength, list in
  guard let chosen, let list else { return SSL_TLSEXT_ERR_ALERT_FATAL }
  let ours = Unmanaged<ProtocolList>.fromOpaque(list).takeUnretainedValue().wire
  var choice: UnsafeMutablePointer<UInt8>?
  let outcome = SSL_select_next_proto(
    &choice, length, ours.baseAddress, UInt32(ours.count), offered, offeredLength)
  guard outcome == OPENSSL_NPN_NEGOTIATED else { return SSL_TLSEXT_ERR_ALERT_FATAL }
  chosen.pointee = UnsafePointer(choice)
  return SSL_TLSEXT_ERR_OK
}
