// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A page's Markdown as pandoc gets it: quotes captioned, consoles and captures set as HTML,
/// figures without their marks.
struct Manuscript {
  let book: Book
  let site: Site

  func markdown(of page: Site.Page) -> String {
    let document = page.document
    var lines = document.lines.map(\.text)
    for fence in document.fences { replace(fence, on: page, &lines) }
    for line in Set(document.figures.map(\.line)) {
      lines[line] = Figure.render(lines[line]) { name, shown in
        "<span class=\"figure\" title=\"\(escape(name))\">\(shown)</span>"
      }
    }
    if page.chapter == nil { addSections(to: document, &lines) }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Keeps the count of lines, so that later fences stay where they are.
  private func replace(_ fence: Fence, on page: Site.Page, _ lines: inout [String]) {
    let document = page.document
    switch fence.kind {
    case .quote(let file):
      let marks = String(repeating: fence.marker.character, count: fence.marker.count)
      let caption = caption(file, fence, document)
      lines[fence.opening] =
        "\n<figure class=\"quote\" id=\"\(Site.anchor(fence))\">\n\(caption)\n\n"
        + marks + fence.language
      lines[fence.body.upperBound] += "\n\n</figure>\n"
    case .console: set(consoleHTML(fence, document), over: fence, &lines)
    case .wire: set(wireHTML(fence, document), over: fence, &lines)
    case .trace: set(traceHTML(fence, page), over: fence, &lines)
    case .plain: break
    }
  }

  private func set(_ html: String?, over fence: Fence, _ lines: inout [String]) {
    guard let html else { return }
    for line in fence.opening...fence.body.upperBound { lines[line] = "" }
    lines[fence.opening] = "\n\(html)\n"
  }

  private func caption(_ file: String, _ fence: Fence, _ document: Document) -> String {
    let folder = document.path.split(separator: "/").dropLast().joined(separator: "/")
    let name = file.hasPrefix("\(folder)/") ? String(file.dropFirst(folder.count + 1)) : file
    let lines =
      site.range(of: fence).map { range in
        range.count == 1
          ? "line \(range.lowerBound)" : "lines \(range.lowerBound)–\(range.upperBound)"
      } ?? ""
    return "<figcaption><span class=\"file\">\(escape(name))</span>"
      + "<span class=\"lines\">\(lines)</span></figcaption>"
  }

  private func consoleHTML(_ fence: Fence, _ document: Document) -> String? {
    guard let steps = ConsoleStep.parse(fence, in: document) else { return nil }
    let body = steps.map { step in
      ["<b><i>$ </i>\(escape(step.command))</b>"] + step.output.map { escape($0.text) }
    }
    return "<pre class=\"console\"><code>\(body.joined().joined(separator: "\n"))</code></pre>"
  }

  private func traceHTML(_ fence: Fence, _ page: Site.Page) -> String {
    let text = page.document.lines[fence.body].map { escape($0.text) }.joined(separator: "\n")
    let name = Site.trace(fence, on: page).split(separator: "/").last ?? ""
    // Pandoc must not read a blank line as the end of it, nor the book's links change the name.
    return "<figure class=\"quote trace\"><pre><code>\(text)</code></pre>"
      + "<figcaption><a class=\"page\" href=\"\(name)\">Every byte of this handshake</a>"
      + "</figcaption></figure>"
  }

  private func wireHTML(_ fence: Fence, _ document: Document) -> String? {
    guard let wire = try? Wire(fence, in: document, book.tree) else { return nil }
    var offset = 0
    let rows = wire.fields.map { field in
      let bytes = wire.bytes[offset..<(offset + field.length)]
      let row =
        "<tr><td class=\"offset\">\(offset)</td><td class=\"hex\">\(spaced(bytes))</td>"
        + "<td><b>\(escape(field.label))</b> \(escape(field.meaning))</td></tr>"
      offset += field.length
      return row
    }
    return "<table class=\"wire\"><caption>\(escape(fence.words[1])), \(offset) bytes</caption>\n"
      + "<tbody>\n" + rows.joined(separator: "\n") + "\n</tbody></table>"
  }

  private func spaced(_ bytes: ArraySlice<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
  }

  /// To each chapter's entry in the front door's list, its number and its sections.
  private func addSections(to front: Document, _ lines: inout [String]) {
    for link in front.links where link.startsItem {
      guard let path = resolve(link.path, from: front.path),
        let chapter = book.chapters.first(where: { $0.opening.path == path })
      else { continue }
      if let bracket = lines[link.line].firstIndex(of: "[") {
        lines[link.line].insert(
          contentsOf: "<span class=\"number\">\(chapter.number)</span>", at: bracket)
      }
      var last = link.line
      while last + 1 < lines.count, lines[last + 1].hasPrefix("  ") { last += 1 }
      lines[last] += chapter.sections.map { section in
        "\n  - [\(section.title)](\(section.path))"
      }.joined()
    }
  }
}

func escape(_ text: String) -> String {
  text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    .replacing("\"", with: "&quot;")
}
