// SPDX-License-Identifier: Apache-2.0
import Foundation
import ProgramSupport
import TestSupport

/// A peer from the folder `Python` beside this file.
struct PythonScript {
  private let path: String

  init(_ name: String) {
    path =
      URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Python/\(name)").path
  }

  func run(_ arguments: [String]) throws -> Finished {
    try TestSupport.run(Peer.python, [path] + arguments)
  }

  func start(_ arguments: [String]) throws -> Background {
    try Background(Peer.python, [path] + arguments)
  }
}
