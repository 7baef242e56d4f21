import Primitives
import Wire

/// A ticket that was opened, or is about to be sealed: what it says, and the key that
/// whoever brings it back must have.
struct Ticket: ~Copyable {
  let contents: TicketContents
  /// As long as a digest of the suite's hash.
  let key: Secret

  /// `nil` for what is no ticket of ours.
  static func open(
    _ ticket: Span<UInt8>, with sealer: TicketSealer, _ date: Int64
  ) -> Ticket? {
    do throws(CryptoError) {
      let opened = try sealer.open(.ticket, ticket, date)
      return try? Reader.all(opened.bytes) { reader throws(WireError) in
        let contents = try TicketContents(from: &reader)
        let key = try reader.bytes(contents.suite.hash.length, "key")
        return Ticket(contents: contents, key: Secret(copying: key))
      }
    } catch { return nil }
  }

  borrowing func sealed(
    by sealer: TicketSealer, _ date: Int64
  ) throws(TLSError) -> [UInt8] {
    var plain: [UInt8]
    do throws(WireError) {
      plain = try [UInt8](capacity: contents.capacity + key.count) {
        out throws(WireError) in
        try contents.write(into: &out)
        try out.write(bytes: key.bytes, "key")
      }
    } catch { throw TLSError(writing: error, .newSessionTicket) }
    defer {
      var bytes = plain.mutableSpan
      wipe(&bytes)
    }
    do throws(CryptoError) {
      return try sealer.seal(.ticket, plain.span, date)
    } catch { throw TLSError(error) }
  }
}
