import Primitives
import Wire

extension RecordLayer where Random: ~Copyable, Observer: ~Copyable {
  /// `nil` for a warning that changes nothing.
  mutating func takeAlert() throws(TLSError) -> ArrivedRecord? {
    let content = arriving.content
    guard content.count == 2 else {
      throw TLSError(.malformedMessage, by: role.peer, "RFC 8446, 6")
    }
    let isWarning = arriving.buffer[content.lowerBound] == 1
    let alert = Alert(code: arriving.buffer[content.lowerBound &+ 1])
    guard alert.code != 0 else { return .closed }
    //= rfc8446#6
    //# All the alerts listed in Section 6.2 MUST be sent with
    //# AlertLevel=fatal and MUST be treated as error alerts when received
    //# regardless of the AlertLevel in the message.
    guard alert.isFarewell || (isWarning && version != .tls13) else {
      throw TLSError(.peerAlert(alert), peer: role.peer)
    }
    try countEmptyWord()
    return nil
  }
}
