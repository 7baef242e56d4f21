/// Why some text is not PEM, and on which line, the first being 1.
public struct PEMError: Error, Equatable, Sendable {
  public enum Fault: Equatable, Sendable {
    /// It begins like a BEGIN or END line and does not end like one.
    case boundary
    /// An END line without its BEGIN line.
    case endWithoutBegin
    /// Another BEGIN line, or the end of the text, before the END line.
    case endMissing
    /// The END line closes another label than the BEGIN line opened.
    case labelsDiffer
    /// Nothing between BEGIN and END.
    case empty
    /// A line that is not the last has 64 characters, the last one no more.
    case lineLength(Int)
    /// Not base64, or not as an encoder writes it.
    case notBase64
    /// The output is too small.
    case noRoom
  }

  public let fault: Fault
  public let line: Int

  init(_ fault: Fault, line: Int) {
    self.fault = fault
    self.line = line
  }
}

extension PEMError: CustomStringConvertible {
  public var description: String { "line \(line): \(sentence)" }

  private var sentence: String {
    switch fault {
    case .boundary: "a BEGIN or END line is not whole; copy the text again"
    case .endWithoutBegin: "an END line has no BEGIN line; copy the text again"
    case .endMissing: "the block before has no END line; copy the text again"
    case .labelsDiffer: "END and BEGIN have different labels; copy the text again"
    case .empty: "nothing lies between BEGIN and END; copy the text again"
    case .lineLength(let count):
      """
      of \(count) characters, but lines have 64 and only the last one fewer; \
      write the file anew with openssl
      """
    case .notBase64: "not base64; copy the text again"
    case .noRoom: "no room for what it holds; four characters take three bytes"
    }
  }
}
