import Primitives

/// A key that both sides have known before, and the name under which the server finds it
/// (RFC 4279, 2; RFC 8446, 4.2.11).
public final class PreSharedKey: Sendable {
  /// 1 to 128 bytes of UTF-8 without a zero; it goes over the network in the clear.
  public let identity: [UInt8]
  /// 16 to 64 random bytes; a password is none (RFC 9257, 6). A library may take fewer:
  /// mbedTLS has room for 32 unless it was built with more.
  public let key: Secret

  public init(identity: [UInt8], key: consuming Secret) {
    self.identity = identity
    self.key = key
  }

  var isUsable: Bool {
    1...128 ~= identity.count && !identity.contains(0) && 16...64 ~= key.count
  }
}
