import Primitives
import Wire

/// What a server must know of a client that comes back: all of it lies sealed in the ticket,
/// and nothing with us.
struct TicketContents: ~Copyable {
  var suite: CipherSuite
  /// Which certificates, roots and rules the server had; under others the ticket is void.
  var policy: [UInt8]
  /// Seconds since 1970 at which this ticket was made, and at which the client last showed
  /// more than a ticket.
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
  var key: Secret

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
      + peerCertificate.count + peerKey.count + identity.count + key.count
  }

  func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    try out.write(uint8: Self.form, "form")
    try out.write(uint16: suite.code, "suite")
    try out.prefixed8("policy") { out throws(WireError) in
      try out.write(bytes: policy.span, "policy")
    }
    try out.write(uint64: UInt64(bitPattern: created), "created")
    try out.write(uint64: UInt64(bitPattern: authenticated), "authenticated")
    try out.write(uint32: lifetime, "lifetime")
    try out.write(uint32: ageAdd, "age_add")
    try out.write(uint32: maximumEarlyData, "max_early_data")
    try out.prefixed8("application_protocol") { out throws(WireError) in
      try out.write(bytes: applicationProtocol.span, "application_protocol")
    }
    try out.prefixed16("server_name") { out throws(WireError) in
      try out.write(bytes: serverName.span, "server_name")
    }
    try out.prefixed16("certificate") { out throws(WireError) in
      try out.write(bytes: peerCertificate.span, "certificate")
    }
    try out.prefixed16("public_key") { out throws(WireError) in
      try out.write(bytes: peerKey.span, "public_key")
    }
    try out.prefixed8("identity") { out throws(WireError) in
      try out.write(bytes: identity.span, "identity")
    }
    try out.write(bytes: key.bytes, "key")
  }

}

extension TicketContents {
  init(reading contents: Span<UInt8>) throws(WireError) {
    var reader = Reader(contents)
    let form = try reader.uint8("form")
    guard form == Self.form else { throw reader.invalid(form, "form") }
    suite = CipherSuite(code: try reader.uint16("suite"))
    policy = [UInt8](try reader.prefixed8("policy"))
    created = Int64(bitPattern: try reader.uint64("created"))
    authenticated = Int64(bitPattern: try reader.uint64("authenticated"))
    lifetime = try reader.uint32("lifetime")
    ageAdd = try reader.uint32("age_add")
    maximumEarlyData = try reader.uint32("max_early_data")
    applicationProtocol = [UInt8](try reader.prefixed8("application_protocol"))
    serverName = [UInt8](try reader.prefixed16("server_name"))
    peerCertificate = [UInt8](try reader.prefixed16("certificate"))
    peerKey = [UInt8](try reader.prefixed16("public_key"))
    identity = [UInt8](try reader.prefixed8("identity"))
    key = Secret(copying: try reader.bytes(suite.hash.length, "key"))
    guard reader.isEmpty else {
      throw WireError(.leftover(reader.remaining), "ticket", at: reader.offset)
    }
  }
}

extension TicketContents {
  func sealed(by sealer: TicketSealer, _ date: Int64) throws(TLSError) -> [UInt8] {
    var contents: [UInt8]
    do throws(WireError) {
      contents = try [UInt8](capacity: capacity) { out throws(WireError) in
        try write(into: &out)
      }
    } catch { throw TLSError(writing: error, .newSessionTicket) }
    defer {
      var bytes = contents.mutableSpan
      wipe(&bytes)
    }
    do throws(CryptoError) {
      return try sealer.seal(.ticket, contents.span, date)
    } catch { throw TLSError(error) }
  }

  /// `nil` for what is no ticket of ours.
  init?(opening ticket: Span<UInt8>, with sealer: TicketSealer, _ date: Int64) {
    do throws(CryptoError) {
      let contents = try sealer.open(.ticket, ticket, date)
      do throws(WireError) { try self.init(reading: contents.bytes) } catch { return nil }
    } catch { return nil }
  }
}
