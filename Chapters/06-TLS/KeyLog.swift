import Primitives

/// Is given the secrets of a connection, in lines that Wireshark reads (the format that NSS
/// began, RFC 9850). Whoever has them reads all that was said, so it is for the laboratory.
public struct KeyLog: Sendable {
  /// One line, without its end.
  public typealias Write = @Sendable (Span<UInt8>) -> Void

  public let write: Write

  public init(_ write: @escaping Write) { self.write = write }
}
