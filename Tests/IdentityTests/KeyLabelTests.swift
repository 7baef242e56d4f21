// SPDX-License-Identifier: Apache-2.0
import Identity
import Testing

@Suite struct KeyLabelTests {
  @Test(arguments: ["a", "idevid", "Line-3.key_2", String(repeating: "x", count: 32)])
  func takes(_ text: String) throws {
    #expect(try KeyLabel(Array(text.utf8).span).bytes == Array(text.utf8))
  }

  @Test(arguments: [
    "", ".", "..", ".key", "-key", "_key", "a b", "../key", "a/b", "ключ",
    String(repeating: "x", count: 33),
  ])
  func refuses(_ text: String) {
    #expect(throws: KeyStoreError.labelForm) { try KeyLabel(Array(text.utf8).span) }
  }
}
