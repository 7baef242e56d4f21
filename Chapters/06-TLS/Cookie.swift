import Primitives
import Wire

/// What a server must know of a ClientHello that it has answered with HelloRetryRequest
/// and then forgotten (RFC 8446, 4.2.2). It is sealed, so that nobody can make one up,
/// and dated, so that nobody can collect them.
final class Cookie: Sendable {
  let suite: CipherSuite
  /// The group that was asked for; `nil` if the share that came was one of ours.
  let group: NamedGroup?
  /// Seconds since 1970.
  let created: Int64
  /// Of the whole first ClientHello, as the transcript goes on with it.
  let firstHello: Digest
  /// Of what a second ClientHello must repeat.
  let unchanging: Digest

  /// Seconds in which a client must answer. A slow device on a slow link needs a few.
  static var lifetime: Int64 { 60 }

  func sealed(by sealer: TicketSealer, _ date: Int64) throws(TLSError) -> [UInt8] {
    let contents: [UInt8]
    do throws(WireError) {
      contents = try [UInt8](capacity: 12 + 2 * 48) { out throws(WireError) in
        try write(into: &out)
      }
    } catch { throw TLSError(writing: error, .serverHello) }
    do throws(CryptoError) {
      return try sealer.seal(.cookie, contents.span, date)
    } catch { throw TLSError(.library) }
  }

  /// `nil` for a cookie that is not ours, or too old.
  convenience init?(
    opening sealed: Span<UInt8>, with sealer: TicketSealer, _ date: Int64
  ) {
    do throws(CryptoError) {
      let contents = try sealer.open(.cookie, sealed, date)
      do throws(WireError) { try self.init(reading: contents.bytes) } catch {
        return nil
      }
    } catch { return nil }
    let age = date.subtractingReportingOverflow(created)
    guard !age.overflow, 0...Self.lifetime ~= age.partialValue else { return nil }
  }

  init(
    suite: CipherSuite, group: NamedGroup?, created: Int64, firstHello: Digest,
    unchanging: Digest
  ) {
    self.suite = suite
    self.group = group
    self.created = created
    self.firstHello = firstHello
    self.unchanging = unchanging
  }

  private func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    try out.write(uint16: suite.code, "suite")
    try out.write(uint16: group?.code ?? 0, "group")
    try out.write(uint64: UInt64(bitPattern: created), "created")
    try out.write(bytes: firstHello.bytes, "first_hello")
    try out.write(bytes: unchanging.bytes, "unchanging")
  }

  private init(reading contents: Span<UInt8>) throws(WireError) {
    var reader = Reader(contents)
    suite = CipherSuite(code: try reader.uint16("suite"))
    let code = try reader.uint16("group")
    group = code == 0 ? nil : NamedGroup(code: code)
    created = Int64(bitPattern: try reader.uint64("created"))
    firstHello = Digest(try reader.bytes(suite.hash.length, "first_hello"))
    unchanging = Digest(try reader.bytes(32, "unchanging"))
    guard reader.isEmpty else {
      throw WireError(.leftover(reader.remaining), "cookie", at: reader.offset)
    }
  }
}
