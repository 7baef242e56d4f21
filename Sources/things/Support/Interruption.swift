// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Foundation

struct Interrupted: Error, CustomStringConvertible {
  var description: String { "interrupted; what was started has been stopped" }
}

/// Work that tidies up after itself when the user, or the system, asks the program to end.
func interruptible(_ work: @escaping @Sendable () async throws -> Void) async throws {
  let task = Task(operation: work)
  let signals = [SIGINT, SIGTERM].map { number in
    signal(number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: number)
    source.setEventHandler { task.cancel() }
    source.resume()
    return source
  }
  let outcome = await task.result
  for source in signals { source.cancel() }
  if task.isCancelled { throw Interrupted() }
  try outcome.get()
}
