// SPDX-License-Identifier: Apache-2.0
import Testing
import Wire

@Test func fieldNamesCompareByTheirText() {
  let one: FieldName = "cipher_suites"
  #expect(one == "cipher_suites")
  #expect(one != "cipher_suite")
  #expect(one != "cipher_suiteS")
  #expect(("x" as FieldName) == "x")
  #expect(("x" as FieldName) != "y")
  #expect(("" as FieldName) == "")
}

@Test(arguments: [
  (
    WireError(.truncated(missing: 2), "session_id", at: 38),
    "session_id is cut short at offset 38: at least 2 more bytes must come"
  ),
  (
    WireError(.leftover(3), "extensions", at: 9),
    "3 bytes at offset 9 lie behind the last field of extensions"
  ),
  (
    WireError(.invalid(15), "Option Delta", at: 4),
    "Option Delta at offset 4 must not be 15"
  ),
  (
    WireError(.noRoom(missing: 7), "payload", at: 0),
    "payload has no room at offset 0: the output needs 7 more bytes"
  ),
]) func anErrorIsOneSentence(error: WireError, sentence: String) {
  #expect("\(error)" == sentence)
}
