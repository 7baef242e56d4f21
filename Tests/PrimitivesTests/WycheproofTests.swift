// SPDX-License-Identifier: Apache-2.0
import Foundation
import Primitives
import TestSupport
import Testing

/// The attacks that C2SP's Wycheproof collected, as test vectors: they are not part of this
/// package, so they are read where they lie.
enum Wycheproof {
  static let folder: URL? = {
    let named = ProcessInfo.processInfo.environment["WYCHEPROOF"].map(URL.init(fileURLWithPath:))
    let package = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let folder = named ?? package.appending(path: "../shared/vectors/wycheproof")
    return FileManager.default.fileExists(atPath: folder.path) ? folder.standardized : nil
  }()

  struct File<Group: Decodable>: Decodable { var testGroups: [Group] }

  static func read<Group: Decodable>(_ file: String) throws -> [Group] {
    let url = try #require(folder).appending(path: file)
    return try JSONDecoder().decode(File<Group>.self, from: Data(contentsOf: url)).testGroups
  }
}

extension Trait where Self == ConditionTrait {
  static var wycheproof: ConditionTrait {
    .enabled(
      if: Wycheproof.folder != nil,
      """
      Wycheproof's vectors are not here, so this suite was not run; \
      `WYCHEPROOF=DIR` names a folder that holds its testvectors_v1
      """)
  }
}
