// SPDX-License-Identifier: Apache-2.0
import TLS

extension Dissection {
  /// A record as it was on the wire.
  mutating func record(
    _ record: TracedRecord, isTLS13: Bool, _ suite: CipherSuite
  ) throws(TraceError) {
    let isDisguised = record.isProtected && isTLS13
    try number(
      1, "type", .frame,
      why: isDisguised
        ? "Always application_data: what it really is, is encrypted with it."
        : "What the fragment holds.",
      contentTypeText)
    try number(
      2, "legacy_record_version", .past,
      why: record.index == 0
        ? "Servers of the 1990s wanted a version here; nobody reads it any more."
        : "Frozen at TLS 1.2: machines on the way broke connections that said more.",
      versionText)
    try prefixed(2, "fragment", why: "At most 16,384 bytes and what encryption adds.") {
      d throws(TraceError) in
      guard record.isProtected else { return try d.clearFragment(record) }
      // What encryption added: a nonce in most of TLS 1.2's suites, and a tag.
      let added = d.remaining - record.plaintext.count
      let tag = suite.aead == .aesCCM8 ? 8 : 16
      if record.plaintext.isEmpty && isTLS13 || added < tag {
        try d.rest("encrypted_record", .sealed, why: "Could not be opened.")
        return
      }
      if added > tag {
        try d.take(
          added - tag, "nonce_explicit", .random,
          why: "In TLS 1.2 a part of the nonce travels along; 1.3 counts it on both sides.")
      }
      try d.take(
        d.remaining - tag, "encrypted_record", .sealed, countText(d.remaining - tag, "byte"),
        why: "As long as what is in it: encryption hides everything but lengths.")
      try d.rest(
        "tag", .proof,
        why: "Proves that nobody changed a bit, of the header neither.")
    }
  }

  private mutating func clearFragment(_ record: TracedRecord) throws(TraceError) {
    switch record.bytes[0] {
    case 20: try changeCipherSpec()
    case 21: try alert()
    case 22:
      try rest(
        "fragment", .sealed, countText(remaining, "byte"),
        why: "Handshake messages, in the clear; they are taken apart below.")
    default: try rest("fragment", .opaque)
    }
  }

  private mutating func changeCipherSpec() throws(TraceError) {
    try number(
      1, "change_cipher_spec", .past,
      why: "In TLS 1.2 the next record was encrypted; in 1.3 it only looks familiar on the way.")
    try rest("change_cipher_spec", .opaque)
  }

  private mutating func alert() throws(TraceError) {
    try number(1, "level", .past, why: "Which alerts are fatal is known without it.") {
      $0 == 1 ? "warning (1)" : $0 == 2 ? "fatal (2)" : "\($0)"
    }
    let isClosure = ahead(1) == [0]
    try number(
      1, "description", .choice,
      why: isClosure
        ? "Goodbye: without it, an attacker could cut off the last words." : "What went wrong."
    ) { "\(Alert(code: UInt8(truncatingIfNeeded: $0))) (\($0))" }
    try rest("alert", .opaque)
  }

  /// What was in a record: its type, and how many bytes of content it has.
  mutating func plaintext(
    of record: TracedRecord, isTLS13: Bool
  ) throws(TraceError) -> (type: Int, count: Int) {
    var type = Int(record.bytes[0])
    var count = bytes.count
    if record.isProtected && isTLS13 {
      guard let last = bytes.lastIndex(where: { $0 != 0 }) else {
        throw failure(.unreadable("a record of zeros, which has no type"), "content")
      }
      (type, count) = (Int(bytes[last]), last)
    }
    // Handshake messages are put together by whoever asks.
    if type == 22 { return (type, count) }
    try within(count, "content") { d throws(TraceError) in
      switch type {
      case 20: try d.changeCipherSpec()
      case 21: try d.alert()
      default:
        let said = textOrHex(try d.peek(d.remaining, "content"))
        try d.rest(
          "content", .data,
          record.hidden > 0 ? "\(countText(d.remaining, "byte")), not kept" : said,
          why: record.hidden > 0
            ? "What the two really had to say; --reveal-secrets shows it."
            : "What the two really had to say.")
      }
    }
    if record.isProtected && isTLS13 { try innerType() }
    return (type, count)
  }

  mutating func innerType() throws(TraceError) {
    try number(
      1, "type", .frame, why: "The real type, encrypted, so that nobody on the way sees it.",
      contentTypeText)
    try rest(
      "zeros", .padding, countText(remaining, "zero"),
      why: "Padding, to hide how long the content is.")
  }
}
