import Primitives
import Wire

/// What an application may ask of the agent that has its keys.
///
///     select (verb) {
///       case list(1):      struct {};
///       case publicKey(2): opaque label<1..32>;
///       case sign(3):      opaque label<1..32>; opaque message<0..4096>;
///       case agree(4):     opaque label<1..32>; opaque publicKey<0..255>;
///       case prove(5):     opaque challenge[32];
///     }
public enum AgentRequest: Equatable, Sendable {
  case list
  case publicKey(KeyLabel)
  case sign([UInt8], KeyLabel)
  case agree(KeyLabel, with: [UInt8])
  case prove(AgentChallenge)

  /// The longest message that one request may want signed; a length of two bytes.
  public static var maximumMessageLength: Int { 4096 }
}

/// There is none that makes, brings or destroys a key.
enum AgentVerb: UInt8 {
  case list = 1
  case publicKey = 2
  case sign = 3
  case agree = 4
  case prove = 5
}

extension AgentRequest {
  var verb: AgentVerb {
    switch self {
    case .list: .list
    case .publicKey: .publicKey
    case .sign: .sign
    case .agree: .agree
    case .prove: .prove
    }
  }

  /// `body` is what stands in a frame behind the length. Each request has one form.
  public init(reading body: Span<UInt8>) throws(WireError) {
    self = try AgentFrame.read(body) { code, reader throws(WireError) in
      guard let verb = AgentVerb(rawValue: code) else {
        throw reader.invalid(code, "verb")
      }
      return switch verb {
      case .list: .list
      case .publicKey: .publicKey(try reader.keyLabel())
      case .sign: try Self.sign(&reader)
      case .agree:
        .agree(try reader.keyLabel(), with: try [UInt8](reader.prefixed8("publicKey")))
      case .prove: .prove(AgentChallenge(try reader.bytes(32, "challenge")))
      }
    }
  }

  private static func sign(_ reader: inout Reader) throws(WireError) -> AgentRequest {
    let label = try reader.keyLabel()
    let message = try reader.prefixed16("message")
    guard message.count <= maximumMessageLength else {
      throw reader.invalid(message.count, "message")
    }
    return .sign([UInt8](message), label)
  }

  /// The whole frame. Throws `.tooLong` for a message that has no room in it.
  public func frame() throws(KeyStoreError) -> [UInt8] {
    switch self {
    case .sign(let message, _) where message.count > Self.maximumMessageLength:
      throw .tooLong(limit: Self.maximumMessageLength)
    // No algorithm has such a long one.
    case .agree(_, let publicKey) where publicKey.count > 255:
      throw .crypto(.invalidKey)
    default: break
    }
    do throws(WireError) {
      return try [UInt8](capacity: 2 &+ AgentFrame.maximumLength) {
        out throws(WireError) in
        try out.agentFrame(verb: verb.rawValue) { out throws(WireError) in
          try write(into: &out)
        }
      }
    } catch { throw .protocolViolation(error) }
  }

  private func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    switch self {
    case .list: break
    case .publicKey(let label): try out.write(label)
    case .sign(let message, let label):
      try out.write(label)
      try out.prefixed16("message") { out throws(WireError) in
        try out.write(bytes: message.span, "message")
      }
    case .agree(let label, let publicKey):
      try out.write(label)
      try out.write(prefixed: publicKey, "publicKey")
    case .prove(let challenge):
      try out.write(bytes: challenge.bytes.span, "challenge")
    }
  }
}

extension OutputSpan where Element == UInt8 {
  mutating func write(_ label: KeyLabel) throws(WireError) {
    try write(prefixed: label.bytes, "label")
  }

  /// A length of one byte, then the bytes.
  mutating func write(
    prefixed bytes: [UInt8], _ field: FieldName
  ) throws(WireError) {
    try prefixed8(field) { out throws(WireError) in
      try out.write(bytes: bytes.span, field)
    }
  }
}

extension [UInt8] {
  init(_ bytes: Span<UInt8>) {
    self.init(capacity: bytes.count) { out in out.append(bytes) }
  }
}
