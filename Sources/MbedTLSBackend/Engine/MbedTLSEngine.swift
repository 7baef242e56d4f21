import CMbedTLS
import TLS

/// TLS as mbedTLS speaks it: made for devices, and here for comparison with them.
public struct MbedTLSEngine: TLSEngine {
  public static var name: StaticString { "mbedtls" }
  public static var versions: ClosedRange<TLSVersion> {
    .tls12...(things_tls13() == 1 ? .tls13 : .tls12)
  }

  private let context: Context

  public init(
    _ configuration: borrowing TLSConfiguration, role: TLSRole
  ) throws(TLSError) {
    try configuration.check(as: role)
    let versions = try configuration.versions(spokenBy: Self.versions)
    let suites = try configuration.suites(for: versions)
    context = try Context(configuration, role, versions, suites)
  }

  public func makeChannel() throws(TLSError) -> MbedTLSChannel {
    try MbedTLSChannel(context)
  }
}
