// SPDX-License-Identifier: Apache-2.0

/// One place where two texts differ, with a little of what stands around it.
struct Hunk {
  /// The first line that differs, on each side, counted from 0.
  let old: Int
  let new: Int
  let lines: [String]
}

func hunks(_ old: [Line], _ new: [Line], context: Int = 2, limit: Int = 60) -> [Hunk] {
  let stretches = align(old, new)
  return stretches.indices.filter { !stretches[$0].isEqual }.map { index in
    let stretch = stretches[index]
    let before = index > 0 ? stretches[index - 1].old.count : 0
    let after = index + 1 < stretches.count ? stretches[index + 1].old.count : 0
    let (lead, trail) = (min(context, before), min(context, after))
    let oldRange = (stretch.old.lowerBound - lead)..<(stretch.old.upperBound + trail)
    let newRange = (stretch.new.lowerBound - lead)..<(stretch.new.upperBound + trail)
    let header = "@@ -\(span(oldRange)) +\(span(newRange)) @@"
    var body = old[oldRange.prefix(lead)].map { " " + shown($0) }
    body += old[stretch.old].map { "-" + shown($0) }
    body += new[stretch.new].map { "+" + shown($0) }
    body += old[oldRange.suffix(trail)].map { " " + shown($0) }
    let cut = body.count > limit ? ["… and \(body.count - limit) lines more"] : []
    return Hunk(
      old: stretch.old.lowerBound, new: stretch.new.lowerBound,
      lines: [header] + body.prefix(limit) + cut)
  }
}

private func span(_ range: Range<Int>) -> String {
  "\(range.isEmpty ? range.lowerBound : range.lowerBound + 1),\(range.count)"
}

private func shown(_ line: Line) -> String {
  line.endsInNewline ? line.text : line.text + "  (no newline at the end of the file)"
}
