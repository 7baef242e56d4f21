// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization

/// A line on a terminal that says what goes on, once that takes over two seconds.
final class Progress: Sendable {
  private let start = Date()
  private let isShown = Mutex(false)

  func show(_ text: String) {
    guard isatty(STDERR_FILENO) == 1, Date().timeIntervalSince(start) > 2 else { return }
    isShown.withLock { shown in
      shown = true
      FileHandle.standardError.write(Data("\r\u{1B}[K\(text.prefix(78))".utf8))
    }
  }

  func end() {
    isShown.withLock { shown in
      if shown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
      shown = false
    }
  }
}
