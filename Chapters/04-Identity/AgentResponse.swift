import Primitives
import Wire

/// What the agent answers. The verb is that of the request, or zero for a refusal.
///
///     select (verb) {
///       case refusal(0):   uint8 reason; uint64 detail;
///       case list(1):      struct {
///                            opaque label<1..32>;
///                            uint8 algorithm, origin;
///                          } keys[0..64];
///       case publicKey(2): opaque publicKey<1..65>;
///       case sign(3):      uint8 algorithm; opaque signature<1..72>;
///       case agree(4):     opaque secret<1..32>;
///       case prove(5):     uint32 user, process; opaque signature<1..72>;
///     }
public enum AgentResponse: ~Copyable {
  case refusal(KeyStoreError)
  case keys([KeyEntry])
  case publicKey([UInt8])
  case signature([UInt8], KeyAlgorithm)
  case secret(Secret)
  case proof(AgentProof)

  /// An agent that has more keys than this has too many.
  public static var keyLimit: Int { 64 }
}

extension AgentResponse {
  /// `body` is what stands in a frame behind the length. Each response has one form.
  public init(reading body: Span<UInt8>) throws(WireError) {
    self = try AgentFrame.read(body) { code, reader throws(WireError) in
      if code == 0 { return .refusal(try AgentRefusal(&reader).error) }
      guard let verb = AgentVerb(rawValue: code) else {
        throw reader.invalid(code, "verb")
      }
      switch verb {
      case .list: return .keys(try reader.keyEntries())
      case .publicKey: return .publicKey([UInt8](try reader.filled(65, "publicKey")))
      case .sign:
        let algorithm = try reader.keyAlgorithm()
        let limit = algorithm.maximumSignatureLength
        return .signature([UInt8](try reader.filled(limit, "signature")), algorithm)
      case .agree: return .secret(Secret(copying: try reader.filled(32, "secret")))
      case .prove:
        let caller = AgentCaller(
          user: try reader.uint32("user"), process: try reader.uint32("process"))
        let signature = try reader.filled(72, "signature")
        return .proof(AgentProof(caller: caller, signature: [UInt8](signature)))
      }
    }
  }

  /// The whole frame, which wipes itself.
  public borrowing func frame() throws(WireError) -> Secret {
    try Secret(writing: 4 &+ contentLength) { out throws(WireError) in
      try out.agentFrame(verb: verb?.rawValue ?? 0) { out throws(WireError) in
        try write(into: &out)
      }
    }
  }

  /// Of what stands behind the verb.
  private var contentLength: Int {
    switch self {
    case .refusal: 9
    case .keys(let keys): keys.reduce(0) { $0 &+ 3 &+ $1.label.bytes.count }
    case .publicKey(let key): 1 &+ key.count
    case .signature(let signature, _): 2 &+ signature.count
    case .secret(let secret): 1 &+ secret.count
    case .proof(let proof): 9 &+ proof.signature.count
    }
  }

  /// Nil for a refusal.
  var verb: AgentVerb? {
    switch self {
    case .refusal: nil
    case .keys: .list
    case .publicKey: .publicKey
    case .signature: .sign
    case .secret: .agree
    case .proof: .prove
    }
  }

  private borrowing func write(
    into out: inout OutputSpan<UInt8>
  ) throws(WireError) {
    switch self {
    case .refusal(let error): try AgentRefusal(error).write(into: &out)
    case .keys(let keys):
      for key in keys {
        try out.write(key.label)
        try out.write(uint8: key.algorithm.rawValue, "algorithm")
        try out.write(uint8: key.origin.rawValue, "origin")
      }
    case .publicKey(let key): try out.write(prefixed: key, "publicKey")
    case .signature(let signature, let algorithm):
      try out.write(uint8: algorithm.rawValue, "algorithm")
      try out.write(prefixed: signature, "signature")
    case .secret(let secret):
      try out.prefixed8("secret") { out throws(WireError) in
        try out.write(bytes: secret.bytes, "secret")
      }
    case .proof(let proof):
      try out.write(uint32: proof.caller.user, "user")
      try out.write(uint32: proof.caller.process, "process")
      try out.write(prefixed: proof.signature, "signature")
    }
  }
}

extension Reader {
  /// One byte at least, and not more than the limit.
  @_lifetime(copy self)
  fileprivate mutating func filled(
    _ limit: Int, _ field: FieldName
  ) throws(WireError) -> Span<UInt8> {
    let bytes = try prefixed8(field)
    guard !bytes.isEmpty, bytes.count <= limit else {
      throw invalid(bytes.count, field)
    }
    return bytes
  }

  fileprivate mutating func keyEntries() throws(WireError) -> [KeyEntry] {
    var keys: [KeyEntry] = []
    while !isEmpty {
      guard keys.count < AgentResponse.keyLimit else {
        throw WireError(.leftover(remaining), "keys", at: offset)
      }
      let label = try keyLabel()
      let algorithm = try keyAlgorithm()
      let past = try uint8("origin")
      guard let origin = KeyOrigin(rawValue: past) else {
        throw invalid(past, "origin")
      }
      keys.append(KeyEntry(label: label, algorithm: algorithm, origin: origin))
    }
    return keys
  }
}
