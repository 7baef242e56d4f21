import Primitives
import Wire

extension ServerFlight {
  /// What the server says to the client's offers, under seal. It never says what was
  /// not asked for (RFC 8446, 4.2).
  borrowing func extensions(answering hello: ClientHello) -> EncryptedExtensions {
    var extensions = EncryptedExtensions()
    // We use the name: a ticket remembers under which it was given out (RFC 6066, 3).
    extensions.serverName = !hello.serverName.isEmpty
    extensions.applicationProtocol = parameters.applicationProtocol
    if hello.recordSizeLimit != nil {
      extensions.recordSizeLimit = context.announcedRecordSizeLimit
    }
    return extensions
  }

  /// Sends them; after that the limits that both asked for hold.
  mutating func send<Carrier: HandshakeCarrier & ~Copyable>(
    _ extensions: EncryptedExtensions, answering hello: ClientHello,
    _ carrier: inout Carrier
  ) throws(TLSError) where Carrier.Crypto == Crypto {
    if let limit = hello.recordSizeLimit { carrier.limitRecords(to: Int(limit)) }
    var extensions = extensions
    context.reenactment.shapeExtensions?(&extensions)
    try send(extensions, &carrier)
  }
}

extension TLSContext {
  /// In TLS 1.3 it counts the byte of the content's type too (RFC 8449, 4).
  var announcedRecordSizeLimit: UInt16 {
    UInt16(clamping: min(recordSizeLimit, 16_384) + 1)
  }
}
