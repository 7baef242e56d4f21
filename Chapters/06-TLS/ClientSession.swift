import Primitives
import Wire

/// What a client needs to come back: a ticket and its key, and what it must know about them.
struct ClientSession: ~Copyable {
  /// What was true of the connection that the ticket came over.
  struct Agreement: Sendable {
    var suite: CipherSuite
    /// The server's name, as the configuration had it; empty if it had none.
    var name: [UInt8]
    var applicationProtocol: [UInt8]
    var certificate: [UInt8]
    var key: [UInt8]
    var identity: [UInt8]
  }

  let agreement: Agreement
  /// Seconds that the ticket is good for, and since when, in seconds since 1970.
  let lifetime: UInt32
  let date: Int64
  let ageAdd: UInt32
  let maximumEarlyData: Int
  let ticket: [UInt8]
  let secret: Secret

  /// The first byte of every session of ours: the form that follows.
  private static var form: UInt8 { 0xB1 }

  /// Throws `.session` for what this engine has not written.
  init(_ session: borrowing Secret) throws(TLSError) {
    do throws(WireError) { try self.init(reading: session.bytes) } catch {
      throw TLSError(.configuration(.session))
    }
  }

  private init(reading bytes: Span<UInt8>) throws(WireError) {
    var reader = Reader(bytes)
    guard try reader.uint8("form") == Self.form else { throw reader.invalid(0, "form") }
    let suite = CipherSuite(code: try reader.uint16("suite"))
    let lifetime = try reader.uint32("lifetime")
    let date = Int64(bitPattern: try reader.uint64("date"))
    let ageAdd = try reader.uint32("age_add")
    let early = Int(try reader.uint32("max_early_data_size"))
    let agreement = Agreement(
      suite: suite, name: [UInt8](try reader.prefixed16("name")),
      applicationProtocol: [UInt8](try reader.prefixed8("protocol")),
      certificate: [UInt8](try reader.prefixed24("certificate")),
      key: [UInt8](try reader.prefixed16("key")),
      identity: [UInt8](try reader.prefixed16("identity")))
    let ticket = [UInt8](try reader.prefixed16("ticket"))
    let secret = Secret(copying: reader.rest("secret"))
    guard secret.count == suite.hash.length else { throw reader.invalid(0, "secret") }
    self.init(
      agreement: agreement, lifetime: lifetime, date: date, ageAdd: ageAdd,
      maximumEarlyData: early, ticket: ticket, secret: secret)
  }

  private init(
    agreement: Agreement, lifetime: UInt32, date: Int64, ageAdd: UInt32,
    maximumEarlyData: Int, ticket: [UInt8], secret: consuming Secret
  ) {
    self.agreement = agreement
    self.lifetime = lifetime
    self.date = date
    self.ageAdd = ageAdd
    self.maximumEarlyData = maximumEarlyData
    self.ticket = ticket
    self.secret = secret
  }

  static func written(
    _ agreement: Agreement, _ ticket: NewSessionTicket, _ key: borrowing Secret,
    date: Int64
  ) -> TLSSession? {
    let names = agreement.name.count + agreement.applicationProtocol.count
    let peer = agreement.certificate.count + agreement.key.count
    let count = 64 + names + peer + agreement.identity.count + ticket.ticket.count
    var bytes: [UInt8] = []
    do throws(WireError) {
      bytes = try [UInt8](capacity: count + key.count) { out throws(WireError) in
        try out.write(uint8: form, "form")
        try out.write(uint16: agreement.suite.code, "suite")
        //= rfc8446#4.6.1
        //# Clients MUST NOT cache
        //# tickets for longer than 7 days, regardless of the ticket_lifetime,
        //# and MAY delete tickets earlier based on local policy.
        try out.write(uint32: min(ticket.lifetime, 604_800), "lifetime")
        try out.write(uint64: UInt64(bitPattern: date), "date")
        try out.write(uint32: ticket.ageAdd, "age_add")
        try out.write(uint32: ticket.maximumEarlyData ?? 0, "max_early_data_size")
        try out.write(opaque16: agreement.name, "name")
        try out.write(opaque8: agreement.applicationProtocol, "protocol")
        try out.write(opaque24: agreement.certificate, "certificate")
        try out.write(opaque16: agreement.key, "key")
        try out.write(opaque16: agreement.identity, "identity")
        try out.write(opaque16: ticket.ticket, "ticket")
        try out.write(bytes: key.bytes, "secret")
      }
    } catch { return nil }
    defer {
      var span = bytes.mutableSpan
      wipe(&span)
    }
    return TLSSession(Secret(copying: bytes.span))
  }
}

extension ClientSession {
  /// Whether the ticket may still be shown at this date.
  func isFresh(at date: Int64) -> Bool {
    let age = date.subtractingReportingOverflow(self.date)
    return !age.overflow && age.partialValue >= -1
      && age.partialValue < Int64(min(lifetime, 604_800))
  }

  /// The age in milliseconds, which only the server can read (RFC 8446, 4.2.11.1).
  func obfuscatedAge(at date: Int64) -> UInt32 {
    let age = UInt64(truncatingIfNeeded: max(0, date &- self.date))
    return UInt32(truncatingIfNeeded: age &* 1000) &+ ageAdd
  }
}
