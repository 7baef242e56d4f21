/// The primitives in plain Swift, on a laptop as on a microcontroller.
/// Nothing that is secret decides where it branches or which memory it reads.
public enum PortableCrypto: CryptoProvider {
  public static var name: StaticString { "portable" }
}
