import Wire

/// Datagrams on a serial line, which has no edges: SLIP (RFC 1055).
///
/// A byte that ends a datagram, and three more, so that this byte can be said too.
public struct SLIPReader: Sendable {
  static var end: UInt8 { 0xC0 }
  static var escape: UInt8 { 0xDB }
  static var escapedEnd: UInt8 { 0xDC }
  static var escapedEscape: UInt8 { 0xDD }

  private let maximumSize: Int
  private var datagram: [UInt8] = []
  private var isEscaped = false
  /// Too long, or escaped what needs no escape: nothing of it is used.
  private var isSpoilt = false
  /// Datagrams that were thrown away.
  public private(set) var spoilt = 0

  public init(maximumSize: Int) { self.maximumSize = maximumSize }

  /// Takes one byte; gives the datagram that it ends. Empty ones are no datagrams: a
  /// sender may put an end in front, to part its datagram from noise.
  public mutating func next(_ byte: UInt8) -> [UInt8]? {
    if byte == Self.end { return finish() }
    guard isEscaped else {
      if byte == Self.escape { isEscaped = true } else { append(byte) }
      return nil
    }
    isEscaped = false
    switch byte {
    case Self.escapedEnd: append(Self.end)
    case Self.escapedEscape: append(Self.escape)
    default: isSpoilt = true
    }
    return nil
  }

  private mutating func append(_ byte: UInt8) {
    if datagram.count < maximumSize { datagram.append(byte) } else { isSpoilt = true }
  }

  private mutating func finish() -> [UInt8]? {
    let whole = datagram
    let isUsed = !isSpoilt && !isEscaped
    datagram.removeAll(keepingCapacity: true)
    isEscaped = false
    isSpoilt = false
    if !isUsed { spoilt &+= 1 }
    return isUsed && !whole.isEmpty ? whole : nil
  }
}

/// The datagram as it goes over the line; at most two bytes for each, and two more.
public func slip(_ datagram: Span<UInt8>) -> [UInt8] {
  var line: [UInt8] = [SLIPReader.end]
  for i in datagram.indices {
    switch datagram[i] {
    case SLIPReader.end: line += [SLIPReader.escape, SLIPReader.escapedEnd]
    case SLIPReader.escape: line += [SLIPReader.escape, SLIPReader.escapedEscape]
    default: line.append(datagram[i])
    }
  }
  line.append(SLIPReader.end)
  return line
}
