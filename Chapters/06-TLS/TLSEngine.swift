/// One implementation of TLS: made once from a configuration, it makes a channel
/// for every connection, from any thread.
public protocol TLSEngine: Sendable {
  associatedtype Channel: SecureChannel & Sendable & ~Copyable

  /// As the command line spells it.
  static var name: StaticString { get }
  /// What this build of the library can speak.
  static var versions: ClosedRange<TLSVersion> { get }
  /// What it can do of that which not every engine can.
  static var abilities: EngineAbilities { get }

  /// Reads the certificates and the key, and proves that they can work together.
  init(_ configuration: borrowing TLSConfiguration, role: TLSRole) throws(TLSError)

  /// A client's channel is ready to be polled for its ClientHello. With a session that this
  /// engine gave it before, it comes back; a server's channel has none.
  func makeChannel(resuming session: TLSSession?) throws(TLSError) -> Channel
}

extension TLSEngine {
  public static var abilities: EngineAbilities { .all }

  /// A channel that begins from nothing.
  public func makeChannel() throws(TLSError) -> Channel {
    try makeChannel(resuming: nil)
  }
}

/// Which side of a connection we, or the peer, are.
public enum TLSRole: Sendable, Equatable {
  case client, server

  public var peer: TLSRole { self == .client ? .server : .client }
}
