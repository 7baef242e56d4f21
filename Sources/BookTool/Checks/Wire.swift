// SPDX-License-Identifier: Apache-2.0
import Foundation

/// One explained field of a capture: `2 legacy_version: TLS 1.2, for old middleboxes`.
public struct WireField: Equatable, Sendable {
  public let length: Int
  public let label: String
  public let meaning: String

  public init(length: Int, label: String, meaning: String = "") {
    self.length = length
    self.label = label
    self.meaning = meaning
  }

  init?(_ line: String) {
    let words = line.split(separator: " ", maxSplits: 1)
    guard words.count == 2, let length = Int(words[0]), length > 0 else { return nil }
    let parts = words[1].split(separator: ":", maxSplits: 1).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    guard let label = parts.first, !label.isEmpty else { return nil }
    self.init(length: length, label: label, meaning: parts.count > 1 ? parts[1] : "")
  }
}

/// The book's own parser for a kind of capture. A fence asks for one by a third word,
/// ` ```wire hello.bin client-hello `, and then the parser must find the fields of the fence.
public struct Dissector: Sendable {
  /// Labels and lengths, in order; a thrown error's description is shown.
  public let fields: @Sendable ([UInt8]) throws -> [WireField]

  public init(_ fields: @escaping @Sendable ([UInt8]) throws -> [WireField]) {
    self.fields = fields
  }
}

/// What a `wire` fence explains: the capture's bytes and its fields.
struct Wire {
  let bytes: [UInt8]
  let fields: [WireField]

  init(_ fence: Fence, in document: Document, _ tree: Tree) throws(Problem) {
    guard fence.words.count > 1 else {
      throw Problem(
        document.path, line: fence.line,
        "a wire fence names its capture; write ```wire name.bin, or ```wire name.hex.")
    }
    bytes = try Wire.capture(fence, tree)
    var fields: [WireField] = []
    for index in fence.body where !document.lines[index].isBlank {
      guard let field = WireField(document.lines[index].text) else {
        throw Problem(
          document.path, line: index + 1,
          "not a field; write its length in bytes, a blank, its label, a colon, its meaning.")
      }
      fields.append(field)
    }
    self.fields = fields
    let sum = fields.reduce(0) { $0 + $1.length }
    guard sum == bytes.count else {
      throw Problem(
        document.path, line: fence.line,
        "these fields explain \(sum) bytes, but \(fence.words[1]) holds \(bytes.count); "
          + (sum < bytes.count ? "explain the rest." : "shorten a field."))
    }
  }

  private static func capture(_ fence: Fence, _ tree: Tree) throws(Problem) -> [UInt8] {
    let path = resolve(fence.words[1], from: fence.document) ?? fence.words[1]
    guard let bytes = tree.bytes(path) else {
      throw Problem(
        fence.document, line: fence.line,
        "there is no capture \(path); put it there, or mend its name.")
    }
    guard path.hasSuffix(".hex") else { return bytes }
    guard let bytes = decodeHex(String(decoding: bytes, as: UTF8.self)) else {
      throw Problem(path, "not hex; write two digits for each byte, with blanks as you like.")
    }
    return bytes
  }
}

private func decodeHex(_ text: String) -> [UInt8]? {
  let digits = text.filter { !$0.isWhitespace }
  let values = digits.compactMap(\.hexDigitValue)
  guard values.count == digits.count, values.count.isMultiple(of: 2) else { return nil }
  return stride(from: 0, to: values.count, by: 2).map { UInt8(values[$0] * 16 + values[$0 + 1]) }
}
