// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The portable primitives on an emulated Cortex-M4, and mbedTLS's beside them.
public struct DeviceBenchmark: Sendable {
  private let script: BoardScript
  private let isQuick: Bool

  /// Looks for the book's folder around `directory`, and around this program.
  public init(
    isQuick: Bool, directory: String = FileManager.default.currentDirectoryPath
  ) throws {
    script = try BoardScript("scripts/device-bench.sh", directory: directory)
    self.isQuick = isQuick
  }

  public func run(_ progress: @escaping @Sendable (String) -> Void) async throws -> DeviceReport {
    try DeviceReport(parsing: try await script.run(isQuick ? ["--quick"] : [], progress))
  }
}
