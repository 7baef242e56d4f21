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
