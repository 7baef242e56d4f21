import CMbedTLS
import TLS

/// TLS as mbedTLS speaks it: made for devices, and here for comparison with them.
public struct MbedTLSEngine: TLSEngine {
  public static var name: StaticString { "mbedtls" }
  public static var versions: ClosedRange<TLSVersion> {
    .tls12...(things_tls13() == 1 ? .tls13 : .tls12)
  }

  private let context: Context

  public init(_ configuration: borrowing TLSConfiguration, role: TLSRole)
    throws(TLSError)
  {
    context = try Context(configuration, role: role)
  }

  public func makeChannel() throws(TLSError) -> MbedTLSChannel {
    try MbedTLSChannel(context)
  }
}
