import Primitives
import Wire

extension TLSChannel where Random: ~Copyable, Observer: ~Copyable {
  public mutating func close() throws(TLSError) {
    try checkHasNotFailed()
    guard state.isEstablished else {
      state = .over
      goodbyes.isAbandoned = true
      records.discard()
      return
    }
    guard !goodbyes.isSaid else { return }
    goodbyes.isSaid = true
    //= rfc8446#6.1
    //# Each party MUST send a "close_notify" alert before closing its write
    //# side of the connection, unless it has already sent some error alert.
    try records.send(Alert.closeNotify)
  }

  public mutating func handleEnd() throws(TLSError) {
    try checkHasNotFailed()
    guard !goodbyes.isHeard, !goodbyes.isAbandoned else { return }
    let error = TLSError(
      state.isEstablished ? .truncated : .endedInHandshake, peer: peer)
    fail(error)
    throw error
  }

  /// Nothing that came is given out any more, and the peer hears why.
  mutating func fail(_ error: TLSError) {
    failure = error
    hasFailed = true
    state = .over
    records.discard()
    guard let alert = error.cause.alert else { return }
    // If not even this can be sealed, there is nothing left to say.
    try? records.send(records.version == .tls12 ? alert.asOf12 : alert)
  }
}

extension Alert {
  static var closeNotify: Alert { Alert(code: 0) }

  /// TLS 1.2 has no words for what is missing (RFC 8446, 6.2).
  fileprivate var asOf12: Alert {
    code == 109 || code == 116 ? Alert(code: 40) : self
  }
}
