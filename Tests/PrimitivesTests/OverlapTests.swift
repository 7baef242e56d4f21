// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// An AEAD in C must say what it does when its buffers overlap. Here such a call does not
/// compile: what is lent for writing is lent to nobody else.
struct OverlapTests {
  @Test(
    .peer("swiftc", package: "swift"),
    arguments: [
      ("nonce.span", "data.span", "&tag", true),
      ("text.span", "data.span", "&tag", false),
      ("nonce.span", "text.span", "&tag", false),
      ("nonce.span", "data.span", "&text", false),
      ("nonce.span", "tag.span", "&tag", false),
    ])
  func buffersThatOverlapDoNotCompile(
    nonce: String, data: String, tag: String, compiles: Bool
  ) throws {
    let executable = try #require(Bundle.main.executableURL).resolvingSymlinksInPath()
    let modules = executable.deletingLastPathComponent().appending(path: "Modules").path
    let folder = try TemporaryFolder()
    let program = try folder.write(
      "main.swift",
      """
      import Primitives
      func use<A: AEAD & ~Copyable>(
        _ aead: inout A, _ text: inout MutableSpan<UInt8>, _ tag: inout MutableSpan<UInt8>,
        _ nonce: [UInt8], _ data: [UInt8]
      ) throws(CryptoError) {
        try aead.seal(&text, nonce: \(nonce), authenticating: \(data), tag: \(tag))
      }

      """.utf8)
    let compiler = try run(
      "swiftc",
      [
        "-emit-sil", "-o", "/dev/null", "-swift-version", "6",
        "-enable-experimental-feature", "Lifetimes",
        "-enable-experimental-feature", "SuppressedAssociatedTypes", "-I", modules, program,
      ])
    #expect((compiler.status == 0) == compiles, "\(compiler.errorText)")
    #expect(
      compiles || compiler.errorText.contains("overlapping accesses"),
      "\(compiler.errorText)")
  }
}
