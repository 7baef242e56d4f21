import Wire

/// What a CertificateVerify signs: 64 spaces, who signs it and as what, and the transcript
/// (RFC 8446, 4.4.3).
///
/// The spaces keep a signature over this from being one that TLS 1.2 would take: there, 32
/// bytes that the other side had chosen stood in front.
enum SignedContent {
  static func bytes(by role: TLSRole, _ transcript: Digest) -> [UInt8] {
    let context: StaticString =
      role == .client
      ? "TLS 1.3, client CertificateVerify" : "TLS 1.3, server CertificateVerify"
    var content = [UInt8](repeating: 0x20, count: 64)
    content.reserveCapacity(64 + 34 + transcript.count)
    content.append(context)
    content.append(0)
    for i in transcript.bytes.indices { content.append(transcript.bytes[i]) }
    return content
  }
}
