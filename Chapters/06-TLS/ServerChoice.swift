import Primitives
import Wire

/// What a server has taken from a client's lists.
struct ServerChoice {
  let suite: CipherSuite
  /// `nil` if the two have none in common.
  let group: NamedGroup?
  /// The client's key in that group; `nil` if it sent none.
  let share: [UInt8]?
  /// Empty if the two agreed on none.
  let applicationProtocol: [UInt8]

  init<Crypto: CryptoProvider>(
    _ hello: ClientHello, _ context: TLSContext<Crypto>
  ) throws(TLSError) {
    try hello.checkCompleteness()
    suite = try hello.suite(for: context)
    let common = context.groups.filter { hello.groups.contains($0) }
    let shares = hello.keyShares ?? []
    // One that needs no second journey is better than one that we like more.
    group =
      common.first { group in shares.contains { $0.group == group } } ?? common.first
    share = shares.first { [group] in $0.group == group }?.keyExchange
    applicationProtocol = try hello.applicationProtocol(for: context)
  }
}

extension ClientHello {
  /// What belongs together must come together.
  func checkCompleteness() throws(TLSError) {
    let hasGroups = !groups.isEmpty
    //= rfc8446#9.2
    //# -  If containing a "supported_groups" extension, it MUST also contain
    //#    a "key_share" extension, and vice versa.  An empty
    //#    KeyShare.client_shares vector is permitted.
    guard hasGroups == (keyShares != nil) else {
      throw TLSError(.missingExtension, by: .client, in: .clientHello, "RFC 8446, 9.2")
    }
    //= rfc8446#9.2
    //# -  If not containing a "pre_shared_key" extension, it MUST contain
    //#    both a "signature_algorithms" extension and a "supported_groups"
    //#    extension.
    guard preSharedKeys != nil || (hasGroups && !signatureSchemes.isEmpty) else {
      throw TLSError(.missingExtension, by: .client, in: .clientHello, "RFC 8446, 9.2")
    }
    //= rfc8446#4.2.9
    //# If clients offer
    //# "pre_shared_key" without a "psk_key_exchange_modes" extension,
    //# servers MUST abort the handshake.
    guard preSharedKeys == nil || preSharedKeyModes != nil else {
      throw TLSError(
        .missingExtension, by: .client, in: .clientHello, "RFC 8446, 4.2.9")
    }
    for share in keyShares ?? [] where !groups.contains(share.group) {
      throw TLSError(
        .illegalParameter, by: .client, in: .clientHello, "RFC 8446, 4.2.8")
    }
  }

  /// Our order decides; but who puts ChaCha20 first does so because it has no AES in
  /// hardware, and we are mostly the stronger of the two.
  func suite(for context: TLSContext<some CryptoProvider>) throws(TLSError)
    -> CipherSuite
  {
    // A key from outside comes with a hash, which is SHA-256 if nobody said otherwise
    // (RFC 8446, 4.2.11).
    let isBound = !context.preSharedKeys.isEmpty
    let common = context.suites.filter {
      $0.version == .tls13 && suites.contains($0) && (!isBound || $0.hash == .sha256)
    }
    guard let ours = common.first else {
      throw TLSError(.nothingInCommon(.suite), peer: .client)
    }
    let theirs = suites.first { $0.version == .tls13 && $0.name != nil }
    guard let theirs, theirs.aead == .chaCha20Poly1305, common.contains(theirs) else {
      return ours
    }
    return theirs
  }

  //= rfc7301#3.2
  //# In the event that the server supports no
  //# protocols that the client advertises, then the server SHALL respond
  //# with a fatal "no_application_protocol" alert.
  func applicationProtocol(
    for context: TLSContext<some CryptoProvider>
  ) throws(TLSError) -> [UInt8] {
    guard !applicationProtocols.isEmpty, !context.applicationProtocols.isEmpty else {
      return []
    }
    guard
      let chosen = context.applicationProtocols.first(where: {
        applicationProtocols.contains($0)
      })
    else { throw TLSError(.nothingInCommon(.applicationProtocol), peer: .client) }
    return chosen
  }
}
