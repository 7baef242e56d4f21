// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The files of a checkout; every path is counted from its root.
public struct Tree: Sendable {
  public let root: String

  public init(root: String) { self.root = root }

  /// The nearest folder, from `start` upwards, that holds a `book.md`.
  public static func holdingBook(from start: String) throws -> Tree {
    var folder = URL(fileURLWithPath: start).standardizedFileURL
    while true {
      let tree = Tree(root: folder.path)
      if tree.isFile("book.md") { return tree }
      guard folder.path != "/" else {
        throw BookError(
          "No book.md in \(start) or above it; run this inside the book's checkout, "
            + "or name the checkout with --root.")
      }
      folder.deleteLastPathComponent()
    }
  }

  func absolute(_ path: String) -> String { path.isEmpty ? root : "\(root)/\(path)" }

  func bytes(_ path: String) -> [UInt8]? {
    isFile(path) ? FileManager.default.contents(atPath: absolute(path)).map { [UInt8]($0) } : nil
  }

  /// The whole file or nothing: it is written aside and renamed.
  func write(_ bytes: [UInt8], to path: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: absolute(path)), options: .atomic)
  }

  func isFile(_ path: String) -> Bool { kind(path) == false }
  func isFolder(_ path: String) -> Bool { kind(path) == true }

  private func kind(_ path: String) -> Bool? {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: absolute(path), isDirectory: &isFolder)
    return exists ? isFolder.boolValue : nil
  }

  /// Every file below `folder` whose name ends so, sorted; hidden ones are left out.
  func files(under folder: String, ending suffix: String) -> [String] {
    let found = FileManager.default.enumerator(atPath: absolute(folder))?.compactMap { entry in
      entry as? String
    }
    return (found ?? [])
      .filter { $0.hasSuffix(suffix) && !$0.hasPrefix(".") && !$0.contains("/.") }
      .map { folder.isEmpty ? $0 : "\(folder)/\($0)" }.sorted()
  }

  /// The names in `folder` itself, sorted.
  func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: absolute(folder))) ?? [])
      .filter { !$0.hasPrefix(".") }.sorted()
  }
}

/// `target` as seen from the folder of `file`; nil if that leads out of the checkout.
func resolve(_ target: String, from file: String) -> String? {
  var parts = file.split(separator: "/").dropLast()
  for part in target.split(separator: "/") where part != "." {
    if part != ".." {
      parts.append(part)
    } else if parts.popLast() == nil {
      return nil
    }
  }
  return parts.joined(separator: "/")
}

/// How a link in `file` names `target`.
func relative(_ target: String, from file: String) -> String {
  var from = file.split(separator: "/").dropLast()[...]
  var to = target.split(separator: "/")[...]
  while let first = from.first, to.count > 1, to.first == first {
    from.removeFirst()
    to.removeFirst()
  }
  return (from.map { _ in ".." } + to).joined(separator: "/")
}
