import Primitives
import Wire

/// How one message follows another on the stream: its length, its form, and what it says.
///
///     struct {
///       uint16 length;
///       uint8 version = 1;
///       uint8 verb;
///       ...
///     } frame;
enum AgentFrame {
  static var version: UInt8 { 1 }
  /// Nothing longer follows a length: a message to be signed, and 37 bytes around it.
  static var maximumLength: Int { 37 &+ AgentRequest.maximumMessageLength }

  /// Reads version and verb, then the rest, which must end with the body.
  static func read<T: ~Copyable>(
    _ body: Span<UInt8>,
    _ rest: (UInt8, inout Reader) throws(WireError) -> T
  ) throws(WireError) -> T {
    try Reader.all(body, base: 2, "body") { reader throws(WireError) in
      let version = try reader.uint8("version")
      guard version == AgentFrame.version else {
        throw reader.invalid(version, "version")
      }
      return try rest(reader.uint8("verb"), &reader)
    }
  }
}

extension OutputSpan where Element == UInt8 {
  /// A whole frame.
  mutating func agentFrame(
    verb: UInt8, _ rest: (inout OutputSpan<UInt8>) throws(WireError) -> Void
  ) throws(WireError) {
    try prefixed16("length") { out throws(WireError) in
      try out.write(uint8: AgentFrame.version, "version")
      try out.write(uint8: verb, "verb")
      try rest(&out)
    }
  }
}

extension Reader {
  mutating func keyLabel() throws(WireError) -> KeyLabel {
    let name = try prefixed8("label")
    do throws(KeyStoreError) { return try KeyLabel(name) } catch {
      throw invalid(name.count, "label")
    }
  }

  mutating func keyAlgorithm() throws(WireError) -> KeyAlgorithm {
    let code = try uint8("algorithm")
    guard let algorithm = KeyAlgorithm(rawValue: code) else {
      throw invalid(code, "algorithm")
    }
    return algorithm
  }
}

/// The one frame that is on its way here. It may bring a secret, so it wipes itself.
struct IncomingFrame: ~Copyable {
  private var bytes = Secret(count: 0) { _ in }

  /// Throws as soon as the frame says that it will be too long, and for any byte that
  /// comes behind a whole one.
  mutating func append(_ more: Span<UInt8>) throws(WireError) {
    let room = 2 &+ AgentFrame.maximumLength &- bytes.count
    let taken = more.count < room ? more.count : room
    bytes = Secret(writing: bytes.count &+ taken) { out in
      out.append(bytes.bytes)
      out.append(more.extracting(first: taken))
    }
    guard let end else { return }
    guard end <= 2 &+ AgentFrame.maximumLength else {
      throw WireError(.invalid(UInt64(end &- 2)), "length", at: 0)
    }
    let leftover = bytes.count &- end &+ (more.count &- taken)
    guard leftover <= 0 else { throw WireError(.leftover(leftover), "frame", at: end) }
  }

  /// What stands behind the length; nil until all of it is here.
  var body: Span<UInt8>? {
    @_lifetime(borrow self) borrowing get {
      end == bytes.count ? bytes.bytes.extracting(2...) : nil
    }
  }

  /// Where the frame ends; nil until its length is here.
  private var end: Int? {
    guard bytes.count >= 2 else { return nil }
    return 2 &+ (Int(bytes.bytes[0]) << 8 | Int(bytes.bytes[1]))
  }
}
