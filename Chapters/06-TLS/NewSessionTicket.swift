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
