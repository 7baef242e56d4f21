// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The figures that the benchmark runner wrote to `Benchmarks/results/*.json`.
struct Results {
  static let folder = "Benchmarks/results"

  private struct File: Decodable { var figures: [String: String]? }

  /// For each name, what each results file says.
  private(set) var figures: [String: [(file: String, text: String)]] = [:]
  private(set) var problems: [Problem] = []

  init(_ tree: Tree) {
    for path in tree.files(under: Results.folder, ending: ".json") {
      do {
        let file = try JSONDecoder().decode(File.self, from: Data(tree.bytes(path) ?? []))
        for (name, text) in file.figures ?? [:] { figures[name, default: []].append((path, text)) }
      } catch {
        problems.append(
          Problem(
            path,
            "its figures cannot be read; it should be JSON with an object "
              + "\"figures\" of names and texts."))
      }
    }
  }

  /// The five names that begin as this one does for the longest.
  private func nearest(to name: String) -> ArraySlice<String> {
    func shared(_ other: String) -> Int { zip(name, other).prefix { $0 == $1 }.count }
    return figures.keys.sorted { (shared($1), $0) < (shared($0), $1) }.prefix(5)
  }

  /// What the figure should say and where that stands, or why nobody can tell.
  func text(of name: String) -> Result<(file: String, text: String), BookError> {
    let found = figures[name] ?? []
    guard let first = found.first else {
      let known = nearest(to: name).joined(separator: ", ")
      return .failure(
        BookError(
          "no file in \(Results.folder) has a figure named \(name); "
            + (known.isEmpty
              ? "run the benchmarks, which write them." : "the nearest are \(known).")))
    }
    guard found.count == 1 else {
      return .failure(
        BookError(
          "the figure \(name) is ambiguous: \(found.map(\.file).joined(separator: " and ")) "
            + "both have it; let one file keep it."))
    }
    return .success(first)
  }
}
