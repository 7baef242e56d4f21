import Primitives
import Wire

/// Where a connection stands, whichever role it has.
enum ChannelState<Crypto: CryptoProvider> {
  case client(Place<ClientState<Crypto>>)
  case server(Place<ServerState<Crypto>>)
  case established(Established<Crypto>)
  /// It failed, or was ended.
  case over
}

extension ChannelState {
  var established: Established<Crypto>? {
    switch self {
    case .established(let established): established
    default: nil
    }
  }

  var isEstablished: Bool {
    switch self {
    case .established: true
    default: false
    }
  }

  /// A step that throws leaves nothing behind that could go on.
  func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> ChannelState where Carrier.Crypto == Crypto {
    switch self {
    case .client(let place):
      guard let state = place.take() else { return .over }
      return following(try state.receive(message, &carrier), place)
    case .server(let place) where !Crypto.omissions.contains(.servers):
      guard let state = place.take() else { return .over }
      return following(try state.receive(message, &carrier), place)
    default: return self
    }
  }

  func receiveChangeCipherSpec<Carrier: HandshakeCarrier & ~Copyable>(
    _ carrier: inout Carrier
  ) throws(TLSError) -> ChannelState where Carrier.Crypto == Crypto {
    if let established {
      let peer = established.context.role.peer
      throw TLSError(.unexpectedMessage, by: peer, "RFC 5246, 7.1")
    }
    if Crypto.omissions.contains(.oldVersions) { return self }
    switch self {
    case .client(let place):
      guard let state = place.take() else { return .over }
      return following(try state.receiveChangeCipherSpec(&carrier), place)
    case .server(let place):
      if Crypto.omissions.contains(.servers) { return self }
      guard let state = place.take() else { return .over }
      return following(try state.receiveChangeCipherSpec(&carrier), place)
    default: return self
    }
  }

  private func following(
    _ state: consuming ClientState<Crypto>, _ place: Place<ClientState<Crypto>>
  ) -> ChannelState {
    switch consume state {
    case .established(let established): return .established(established)
    case let other: place.put(other)
    }
    return self
  }

  private func following(
    _ state: consuming ServerState<Crypto>, _ place: Place<ServerState<Crypto>>
  ) -> ChannelState {
    switch consume state {
    case .established(let established): return .established(established)
    case let other: place.put(other)
    }
    return self
  }
}
