import Primitives

/// What the master secret is made of when a key was shared before: what was agreed on in
/// this handshake, and the key (RFC 4279, 2; RFC 5489, 2). Without an agreement its place
/// is filled with as many zeros as the key is long.
func premasterSecret(
  agreed: Span<UInt8>, with key: borrowing Secret
) -> Secret {
  let zeros = [UInt8](repeating: 0, count: key.count)
  let first = agreed.isEmpty ? zeros.span : agreed
  return Secret(count: 2 + first.count + 2 + key.count) { bytes in
    put(first, at: 0, in: &bytes)
    put(key.bytes, at: 2 + first.count, in: &bytes)
  }
}

/// Two bytes of length, and what they count.
private func put(_ part: Span<UInt8>, at start: Int, in bytes: inout MutableSpan<UInt8>) {
  bytes[start] = UInt8(truncatingIfNeeded: part.count >> 8)
  bytes[start + 1] = UInt8(truncatingIfNeeded: part.count)
  for i in part.indices { bytes[start + 2 + i] = part[i] }
}
