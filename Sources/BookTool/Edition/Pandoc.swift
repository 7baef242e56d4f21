// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The program that turns Markdown into HTML and colours the code.
struct Pandoc {
  let executable: URL

  init() throws {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let found = path.split(separator: ":").map { "\($0)/pandoc" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
    guard let found else {
      throw BookError(
        "pandoc is not installed, and the HTML edition is made with it; "
          + "`apt-get install pandoc` brings it.")
    }
    executable = URL(fileURLWithPath: found)
  }

  /// The HTML of a page's body. `scratch` is a folder, `name` is free in it.
  func html(_ markdown: String, scratch: URL, name: String) throws -> String {
    let input = scratch.appendingPathComponent("\(name).md")
    let output = scratch.appendingPathComponent("\(name).html")
    try Data(markdown.utf8).write(to: input)
    let process = Process()
    process.executableURL = executable
    process.arguments = [
      "--from", "gfm+smart+footnotes", "--to", "html5", "--wrap", "preserve",
      input.path, "--output", output.path,
    ]
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw BookError("pandoc could not read \(name).md; its own words stand above.")
    }
    return try String(contentsOf: output, encoding: .utf8)
  }
}
