/// What every primitive can be asked before it is used.
public protocol Primitive: ~Copyable {
  /// False if the provider lacks this algorithm; to use it then throws `.unsupported`.
  static var isAvailable: Bool { get }
}

extension Primitive where Self: ~Copyable {
  public static var isAvailable: Bool { true }
}
