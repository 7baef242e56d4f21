// SPDX-License-Identifier: Apache-2.0
import BookTool
import Synchronization
import Trace

/// The handshakes that the book shows, each made once a run: ` ```trace full `.
let traces = TraceMaker { name in
  guard let rehearsal = Rehearsal(rawValue: name) else { return nil }
  if let made = figures.withLock({ $0[name] }) { return made }
  let trace = try rehearsal.trace()
  let figure = TraceFigure(text: try trace.textWithFingerprint(), page: try trace.html())
  figures.withLock { $0[name] = figure }
  return figure
}

private let figures = Mutex<[String: TraceFigure]>([:])
