/// A place in one direction of a connection. The SYN stands at 0, the first byte at 1,
/// the FIN behind the last byte. Unlike sequence numbers, positions never begin again.
typealias Position = UInt64

extension Position {
  /// The number that stands for this place on the wire.
  func sequence(from initial: UInt32) -> UInt32 {
    initial &+ UInt32(truncatingIfNeeded: self)
  }

  /// The place nearest to this one that the number can mean; `nil` if it would be
  /// before the SYN.
  func nearest(to sequence: UInt32, from initial: UInt32) -> Position? {
    let distance = Int32(bitPattern: sequence &- self.sequence(from: initial))
    let place = Int64(bitPattern: self) &+ Int64(distance)
    return place < 0 ? nil : Position(place)
  }
}
