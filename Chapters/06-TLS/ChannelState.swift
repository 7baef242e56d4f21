import Primitives
import Wire

/// Where a connection stands, whichever role it has.
enum ChannelState<Crypto: CryptoProvider>: ~Copyable {
  case client(ClientState<Crypto>)
  case server(ServerState<Crypto>)
  case established(Established<Crypto>)
  /// It failed, or was ended; and for as long as a step takes.
  case over
}

extension ChannelState {
  var isEstablished: Bool {
    switch self {
    case .established: true
    default: false
    }
  }

  consuming func receive<Carrier: HandshakeCarrier & ~Copyable>(
    _ message: borrowing HandshakeMessage, _ carrier: inout Carrier
  ) throws(TLSError) -> ChannelState where Carrier.Crypto == Crypto {
    switch consume self {
    case .client(let state): return .following(try state.receive(message, &carrier))
    case .server(let state):
      if Crypto.omissions.contains(.servers) { return .over }
      return .following(try state.receive(message, &carrier))
    case let other: return other
    }
  }

  consuming func receiveChangeCipherSpec<Carrier: HandshakeCarrier & ~Copyable>(
    _ carrier: inout Carrier
  ) throws(TLSError) -> ChannelState where Carrier.Crypto == Crypto {
    switch consume self {
    case .client(let state):
      return .following(try state.receiveChangeCipherSpec(&carrier))
    case .server(let state):
      if Crypto.omissions.contains(.servers) { return .over }
      return .following(try state.receiveChangeCipherSpec(&carrier))
    case .established(let state):
      throw TLSError(.unexpectedMessage, by: state.context.role.peer, "RFC 5246, 7.1")
    case .over: return .over
    }
  }

  static func following(_ state: consuming ClientState<Crypto>) -> ChannelState {
    switch consume state {
    case .established(let state): .established(state)
    case let other: .client(other)
    }
  }

  static func following(_ state: consuming ServerState<Crypto>) -> ChannelState {
    switch consume state {
    case .established(let state): .established(state)
    case let other: .server(other)
    }
  }
}
