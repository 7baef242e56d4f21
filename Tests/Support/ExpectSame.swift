// SPDX-License-Identifier: Apache-2.0
import Testing

/// Expects that what arrived is what was sent, and says where it first is not.
///
/// For long ones: of two that differ, `#expect` would look for the shortest list of changes, and
/// with a million bytes does not come back.
public func expectSame<Bytes: BidirectionalCollection<UInt8>>(
  _ arrived: Bytes, _ sent: Bytes, _ comment: @autoclosure () -> String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard !arrived.elementsEqual(sent) else { return }
  let agreed = zip(arrived, sent).prefix { $0 == $1 }.count
  Issue.record(
    "\(arrived.count) bytes arrived of \(sent.count), the first \(agreed) as sent; \(comment())",
    sourceLocation: sourceLocation)
}
