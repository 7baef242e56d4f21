import Primitives

/// What a client keeps to come back with: a ticket, its key and what was agreed on, in a
/// form of the engine's own. Whoever has it can be that client, so keep it like a key.
public final class TLSSession: Sendable {
  public let bytes: Secret

  public init(_ bytes: consuming Secret) { self.bytes = bytes }
}

extension TLSSession: Equatable {
  public static func == (a: TLSSession, b: TLSSession) -> Bool { a.bytes == b.bytes }
}
