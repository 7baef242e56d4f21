import Wire

/// A key that a client offers to use: its name, how old its ticket is, and the proof
/// that the client has it (RFC 8446, 4.2.11).
package struct PreSharedKeyIdentity: Sendable, Equatable {
  package var identity: [UInt8]
  /// Milliseconds since the ticket came, and ticket_age_add; 0 for a key from outside.
  package var obfuscatedTicketAge: UInt32
  /// An HMAC over all that stands before the binders. As long as its hash even while it
  /// is not known, for the lengths are hashed too.
  package var binder: [UInt8]

  package init(_ identity: [UInt8], obfuscatedTicketAge: UInt32, binder: [UInt8]) {
    self.identity = identity
    self.obfuscatedTicketAge = obfuscatedTicketAge
    self.binder = binder
  }
}

/// What pre_shared_key says in a ClientHello: OfferedPsks (RFC 8446, 4.2.11).
package struct PreSharedKeyOffer: Sendable, Equatable {
  /// Of one that was read, the first eight; what comes behind is ignored.
  package var identities: [PreSharedKeyIdentity]
  /// Bytes of the binders that were ignored.
  private var ignored = 0

  package init(_ identities: [PreSharedKeyIdentity]) { self.identities = identities }

  static var most: Int { 8 }

  /// Bytes that the list of binders takes at the end of the ClientHello, its length
  /// included. The transcript that a binder proves is the message without them
  /// (RFC 8446, 4.2.11.2).
  package var bindersLength: Int {
    identities.reduce(2 + ignored) { $0 + 1 + $1.binder.count }
  }

  var capacity: Int {
    identities.reduce(8 + ignored) { $0 + 7 + $1.identity.count + $1.binder.count }
  }
}

extension PreSharedKeyOffer {
  init(from reader: inout Reader) throws(WireError) {
    identities = []
    var count = 0
    try reader.prefixed16("identities") { list throws(WireError) in
      try list.elements { item throws(WireError) in
        let identity = try item.prefixed16("identity")
        guard !identity.isEmpty else {
          throw WireError(.truncated(missing: 1), "identity", at: item.offset)
        }
        let age = try item.uint32("obfuscated_ticket_age")
        count += 1
        guard count <= PreSharedKeyOffer.most else { return }
        identities.append(
          PreSharedKeyIdentity([UInt8](identity), obfuscatedTicketAge: age, binder: []))
      }
    }
    var binders = 0
    try reader.prefixed16("binders") { list throws(WireError) in
      try list.elements { item throws(WireError) in
        let binder = try item.opaque8("PskBinderEntry", atLeast: 32)
        if binders < identities.count {
          identities[binders].binder = binder
        } else {
          ignored += 1 + binder.count
        }
        binders += 1
      }
    }
    guard binders == count else { throw reader.invalid(binders, "binders") }
  }

  @_lifetime(out: copy out)
  func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    try out.prefixed16("identities") { out throws(WireError) in
      for item in identities {
        try out.write(opaque16: item.identity, "identity")
        try out.write(uint32: item.obfuscatedTicketAge, "obfuscated_ticket_age")
      }
    }
    try out.prefixed16("binders") { out throws(WireError) in
      for item in identities { try out.write(opaque8: item.binder, "PskBinderEntry") }
    }
  }
}
