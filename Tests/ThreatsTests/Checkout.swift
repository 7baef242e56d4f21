// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The files of this package, where the catalogue's claims can be looked up.
struct Checkout {
  let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The numbers of the chapters' folders.
  var chapters: Set<Int> {
    let folder = root.appendingPathComponent("Chapters").path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return Set(names.compactMap { Int($0.prefix { $0.isNumber }) })
  }

  /// Whether `TestTarget/function` is a function marked `@Test` in that target's folder.
  func hasTest(_ name: String) throws -> Bool {
    let parts = name.split(separator: "/")
    guard parts.count == 2 else { return false }
    let folder = root.appendingPathComponent("Tests/\(parts[0])").path
    let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return try files.filter { $0.hasSuffix(".swift") }.contains { file in
      let source = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
      return isTest(String(parts[1]), in: source)
    }
  }

  /// A line that begins with `@Test`, and no other function between it and `func name(`.
  private func isTest(_ name: String, in source: String) -> Bool {
    guard let function = source.firstRange(of: "func \(name)(") else { return false }
    let before = source[..<function.lowerBound].split(separator: "\n")
    guard let attribute = before.lastIndex(where: { isAttribute($0) }) else { return false }
    return !before[(attribute + 1)...].contains { $0.contains("func ") }
      && (attribute == before.count - 1 || !before[attribute].contains("func "))
  }

  private func isAttribute(_ line: Substring) -> Bool {
    line.drop { $0 == " " }.hasPrefix("@Test")
  }
}
