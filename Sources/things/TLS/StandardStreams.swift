// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Bytes as they come and go, of any kind.
enum StandardStreams {
  private static let reading = DispatchQueue(label: "standard input")

  /// What is there, 16 KiB at most; `nil` at the end. Waits on a thread of its own.
  static func input() async -> [UInt8]? {
    await withCheckedContinuation { continuation in
      reading.async {
        var chunk = [UInt8](repeating: 0, count: 16_384)
        var count: Int
        repeat { count = read(STDIN_FILENO, &chunk, chunk.count) } while count < 0 && errno == EINTR
        continuation.resume(returning: count > 0 ? Array(chunk.prefix(count)) : nil)
      }
    }
  }

  /// Whether somebody still takes it.
  static func output(_ bytes: some Collection<UInt8>) -> Bool {
    let bytes = Array(bytes)
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes {
        write(STDOUT_FILENO, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      written += count
    }
    return true
  }
}
