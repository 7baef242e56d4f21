// SPDX-License-Identifier: Apache-2.0
import Network
import Wire

extension Connection where M: ~Copyable {
  /// Waits a moment for bad news; throws it if it comes.
  func lingers(for moment: Duration) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { for try await _ in deliveries {} }
      group.addTask { try await Task.sleep(nanoseconds: moment.nanoseconds) }
      _ = try await group.next()
      group.cancelAll()
    }
  }
}
