// SPDX-License-Identifier: Apache-2.0

/// A stretch of two texts: equal when both ranges hold the same lines, else a replacement.
struct Stretch: Equatable {
  let isEqual: Bool
  let old: Range<Int>
  let new: Range<Int>
}

/// Compares as a reader would: lines that occur once in both texts are the fixed points
/// (patience), and between them the shortest edit.
func align(_ old: [Line], _ new: [Line]) -> [Stretch] {
  var pairs: [(old: Int, new: Int)] = []
  match(old, old.indices, new, new.indices, &pairs)
  pairs.append((old.count, new.count))

  var stretches: [Stretch] = []
  var (a, b) = (0, 0)
  for pair in pairs {
    if pair.old > a || pair.new > b {
      stretches.append(Stretch(isEqual: false, old: a..<pair.old, new: b..<pair.new))
    }
    guard pair.old < old.count else { break }
    if let last = stretches.last, last.isEqual {
      stretches[stretches.count - 1] = Stretch(
        isEqual: true, old: last.old.lowerBound..<(pair.old + 1),
        new: last.new.lowerBound..<(pair.new + 1))
    } else {
      stretches.append(
        Stretch(isEqual: true, old: pair.old..<(pair.old + 1), new: pair.new..<(pair.new + 1)))
    }
    (a, b) = (pair.old + 1, pair.new + 1)
  }
  return stretches
}

/// Appends the pairs of equal lines in order.
private func match(
  _ old: [Line], _ oldRange: Range<Int>, _ new: [Line], _ newRange: Range<Int>,
  _ pairs: inout [(old: Int, new: Int)]
) {
  var (a, b) = (oldRange, newRange)
  while let x = a.first, let y = b.first, old[x] == new[y] {
    pairs.append((x, y))
    a.removeFirst()
    b.removeFirst()
  }
  var ending: [(old: Int, new: Int)] = []
  while let x = a.last, let y = b.last, old[x] == new[y] {
    ending.append((x, y))
    a.removeLast()
    b.removeLast()
  }
  let anchors = risingRun(uniquePairs(old, a, new, b))
  if anchors.isEmpty {
    shortestEdit(old, a, new, b, &pairs)
  } else {
    for anchor in anchors + [(old: a.upperBound, new: b.upperBound)] {
      match(old, a.lowerBound..<anchor.old, new, b.lowerBound..<anchor.new, &pairs)
      guard anchor.old < a.upperBound else { break }
      pairs.append(anchor)
      a = (anchor.old + 1)..<a.upperBound
      b = (anchor.new + 1)..<b.upperBound
    }
  }
  pairs += ending.reversed()
}

/// Lines that occur exactly once on each side, in the old order.
private func uniquePairs(
  _ old: [Line], _ a: Range<Int>, _ new: [Line], _ b: Range<Int>
) -> [(old: Int, new: Int)] {
  var places: [Line: (old: [Int], new: [Int])] = [:]
  for i in a { places[old[i], default: ([], [])].old.append(i) }
  for i in b { places[new[i], default: ([], [])].new.append(i) }
  return a.compactMap { i in
    guard let place = places[old[i]], place.old.count == 1, place.new.count == 1 else { return nil }
    return (i, place.new[0])
  }
}

/// The longest run of pairs whose new places rise too (patience sorting).
private func risingRun(_ pairs: [(old: Int, new: Int)]) -> [(old: Int, new: Int)] {
  var tops: [Int] = []
  var previous = [Int?](repeating: nil, count: pairs.count)
  for (i, pair) in pairs.enumerated() {
    let pile = tops.firstIndex { pairs[$0].new > pair.new } ?? tops.count
    previous[i] = pile > 0 ? tops[pile - 1] : nil
    if pile < tops.count { tops[pile] = i } else { tops.append(i) }
  }
  var run: [(old: Int, new: Int)] = []
  var next = tops.last
  while let i = next {
    run.append(pairs[i])
    next = previous[i]
  }
  return run.reversed()
}

private func shortestEdit(
  _ old: [Line], _ a: Range<Int>, _ new: [Line], _ b: Range<Int>,
  _ pairs: inout [(old: Int, new: Int)]
) {
  guard !a.isEmpty, !b.isEmpty else { return }
  let changes = Array(new[b]).difference(from: Array(old[a]))
  let removed = Set(changes.removals.map { change in offset(change) + a.lowerBound })
  let inserted = Set(changes.insertions.map { change in offset(change) + b.lowerBound })
  pairs += zip(a.filter { !removed.contains($0) }, b.filter { !inserted.contains($0) })
    .map { (old: $0, new: $1) }
}

private func offset(_ change: CollectionDifference<Line>.Change) -> Int {
  switch change {
  case .insert(let offset, _, _), .remove(let offset, _, _): offset
  }
}
