import Primitives

/// Says whose session it is, in front of a library's own form of it: of which engine, and
/// with whom. A session was verified for one name, and must not come back under another.
public struct SessionLabel: Sendable, Equatable {
  public let bytes: [UInt8]

  public init(engine: StaticString, peer name: ServerName?) {
    var label = Array(engine.description.utf8) + [0]
    let (kind, value): (UInt8, [UInt8]) =
      switch name {
      case nil: (0, [])
      case .dns(let name)?: (1, name)
      case .ip(let address)?: (2, address)
      }
    // A host's name has at most 253 bytes, and an address 16.
    label += [kind, UInt8(truncatingIfNeeded: value.count)] + value
    bytes = label
  }

  /// Where the library's own form begins.
  public func offset(in session: TLSSession) throws(TLSError) -> Int {
    guard stands(before: session.bytes) else {
      throw TLSError(.configuration(.session))
    }
    return bytes.count
  }

  private func stands(before form: borrowing Secret) -> Bool {
    form.count > bytes.count && bytes.indices.allSatisfy { form.bytes[$0] == bytes[$0] }
  }
}
