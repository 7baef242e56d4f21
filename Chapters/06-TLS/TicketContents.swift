import Primitives
import Wire

/// What a server must know of a client that comes back: all of it lies sealed in the
/// ticket, and nothing with us.
struct TicketContents: Sendable {
  var suite: CipherSuite
  /// Which certificates, roots and rules the server had; under others the ticket is
  /// void.
  var policy: [UInt8]
  /// Seconds since 1970 at which this ticket was made, and at which the client last
  /// showed more than a ticket.
  var created: Int64
  var authenticated: Int64
  /// Seconds.
  var lifetime: UInt32
  /// Added to the client's age of the ticket, to hide it (RFC 8446, 4.2.11.1).
  var ageAdd: UInt32
  var maximumEarlyData: UInt32
  var applicationProtocol: [UInt8]
  var serverName: [UInt8]
  /// Who the client was found to be, as in `NegotiatedParameters`.
  var peerCertificate: [UInt8]
  var peerKey: [UInt8]
  var identity: [UInt8]

  /// Contents of another form than this are no ticket of ours.
  static var form: UInt8 { 1 }

  /// Whether the ticket is good at that date. The clocks of two servers may differ by a
  /// little.
  func isInTime(_ date: Int64) -> Bool {
    let (age, overflows) = date.subtractingReportingOverflow(created)
    return !overflows && -10...Int64(lifetime) ~= age
  }

  /// At least as many bytes as `write` appends.
  var capacity: Int {
    48 + policy.count + applicationProtocol.count + serverName.count
      + peerCertificate.count + peerKey.count + identity.count
  }
}
