import Wire

/// Whether these records are such as a peer would send. A library drops most that are
/// not, but some it takes for the peer's fault, and ends the connection.
/// `overhead`: what encryption adds to each record, as far as is known.
public func isSound(_ datagram: Span<UInt8>, overhead: Int) -> Bool {
  var reader = Reader(datagram)
  do throws(WireError) {
    repeat {
      guard try isSoundRecord(&reader, overhead) else { return false }
    } while !reader.isEmpty
    return true
  } catch {
    return false
  }
}

/// DTLSPlaintext or DTLSCiphertext (RFC 6347, 4.1).
private func isSoundRecord(
  _ reader: inout Reader, _ overhead: Int
) throws(WireError) -> Bool {
  let type = try reader.uint8("record type")
  _ = try reader.uint16("record version")
  let epoch = try reader.uint16("epoch")
  _ = try reader.bytes(6, "sequence number")
  let length = try reader.uint16("record length")
  var fragment = Reader(try reader.bytes(Int(length), "fragment"))
  // What is encrypted proves itself, if it is long enough to.
  guard epoch == 0 else { return fragment.remaining >= overhead }
  switch type {
  case 20: return try fragment.uint8("change_cipher_spec") == 1 && fragment.isEmpty
  case 21:
    let level = try fragment.uint8("alert level")
    _ = try fragment.uint8("alert description")
    return 1...2 ~= level && fragment.isEmpty
  case 22:
    repeat {
      guard try isSoundMessage(&fragment) else { return false }
    } while !fragment.isEmpty
    return true
  default: return false
  }
}

/// A fragment of a handshake message (RFC 6347, 4.2.2), of no more than a chain's
/// 100 KiB.
private func isSoundMessage(_ reader: inout Reader) throws(WireError) -> Bool {
  _ = try reader.uint8("message type")
  let length = try reader.uint24("message length")
  _ = try reader.uint16("message number")
  let offset = try reader.uint24("fragment offset")
  let count = try reader.uint24("fragment length")
  _ = try reader.bytes(Int(count), "fragment")
  return length <= 102_400 && offset + count <= length
}
