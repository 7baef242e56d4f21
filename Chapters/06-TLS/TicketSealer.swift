import Primitives

/// Seals what a server hands to its clients to keep for it, so that nobody else can
/// read, make or change one.
///
/// Several connections may ask at once, so both closures have to take their own turns.
/// The date is in seconds since 1970.
public struct TicketSealer: Sendable {
  public typealias Seal =
    @Sendable (
      _ purpose: SealedPurpose, _ contents: Span<UInt8>, _ date: Int64
    ) throws(CryptoError) -> [UInt8]
  /// Throws `.authenticationFailed` for what was not sealed here, for this purpose, or
  /// too long ago.
  public typealias Open =
    @Sendable (
      _ purpose: SealedPurpose, _ sealed: Span<UInt8>, _ date: Int64
    ) throws(CryptoError) -> Secret

  public let seal: Seal
  public let open: Open

  public init(seal: @escaping Seal, open: @escaping Open) {
    self.seal = seal
    self.open = open
  }
}

/// What a thing was sealed as; it opens as nothing else.
public enum SealedPurpose: UInt8, Sendable {
  case ticket = 1
  case cookie = 2
}
