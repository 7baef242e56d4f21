import Wire

/// Something to come back with (RFC 8446, 4.6.1).
package struct NewSessionTicket: Sendable {
  /// In seconds; more than a week is as if it were a week.
  package var lifetime: UInt32
  package var ageAdd: UInt32
  package var nonce: [UInt8]
  package var ticket: [UInt8]
  /// max_early_data_size; `nil` if none may be sent.
  package var maximumEarlyData: UInt32?
  package var present: [ExtensionType] = []

  package init(
    lifetime: UInt32, ageAdd: UInt32, nonce: [UInt8], ticket: [UInt8],
    maximumEarlyData: UInt32? = nil
  ) {
    self.lifetime = lifetime
    self.ageAdd = ageAdd
    self.nonce = nonce
    self.ticket = ticket
    self.maximumEarlyData = maximumEarlyData
  }
}

extension NewSessionTicket: ReadableBody {
  package static var type: HandshakeType { .newSessionTicket }
  package static var rule: FieldName { "RFC 8446, 4.6.1" }

  package init(reading body: Span<UInt8>) throws(WireError) {
    self = try Reader.all(body, "NewSessionTicket") { reader throws(WireError) in
      var ticket = NewSessionTicket(
        lifetime: try reader.uint32("ticket_lifetime"),
        ageAdd: try reader.uint32("ticket_age_add"),
        nonce: try reader.opaque8("ticket_nonce"),
        ticket: try reader.opaque16("ticket", atLeast: 1))
      ticket.present = try reader.extensions { type, data throws(WireError) in
        switch type {
        case .earlyData:
          ticket.maximumEarlyData = try data.uint32("max_early_data_size")
        default: _ = data.rest("extension_data")
        }
      }
      return ticket
    }
  }

  package var capacity: Int { 32 + nonce.count + ticket.count }

  @_lifetime(out: copy out)
  package func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    try out.write(uint32: lifetime, "ticket_lifetime")
    try out.write(uint32: ageAdd, "ticket_age_add")
    try out.write(opaque8: nonce, "ticket_nonce")
    try out.write(opaque16: ticket, "ticket")
    try out.prefixed16("extensions") { out throws(WireError) in
      guard let maximumEarlyData else { return }
      try out.write(.earlyData) { out throws(WireError) in
        try out.write(uint32: maximumEarlyData, "max_early_data_size")
      }
    }
  }
}
