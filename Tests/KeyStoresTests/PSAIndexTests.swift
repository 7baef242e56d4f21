// SPDX-License-Identifier: Apache-2.0
import Foundation
import Identity
import KeyStores
import TestSupport
import Testing

/// A power cut leaves the index of before or of after, and a key that it calls loose.
@Suite struct PSAIndexTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path + "/store" }

  init() throws { folder = try TemporaryFolder() }

  private func index() throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path + "/index")))
  }

  private func write(_ bytes: [UInt8]) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path + "/index"))
  }

  private func hasFile(_ number: Int) -> Bool {
    FileManager.default.fileExists(atPath: "\(path)/000000000000000\(number).psa_its")
  }

  @Test("the index byte for byte")
  func golden() throws {
    var store = try PSAStore(folder: path)
    #expect(try index() == hex("50534149 01 00000000 00"))
    try store.generate(.ecdhP256, as: label("b"))
    try store.generate(.ecdsaP256, as: label("a"))
    #expect(
      try index()
        == hex("50534149 01 00000000 02  00000002 01 01 01 61  00000001 03 01 01 62"))
  }

  @Test("the power went while a key was made: it was not, and the others are")
  func interruptedGenerate() throws {
    var store = try PSAStore(folder: path)
    try store.generate(.ecdsaP256, as: label("a"))
    let key = try store.publicKey(of: label("a"))
    var before = try index()
    try store.generate(.ecdsaP256, as: label("b"))
    before[8] = 2
    try write(before)
    #expect(hasFile(2))

    var again = try PSAStore(folder: path)
    #expect(!hasFile(2))
    #expect(try again.list().map(\.label) == [label("a")])
    #expect(try again.publicKey(of: label("a")) == key)
    try again.generate(.ecdsaP256, as: label("b"))
    #expect(try again.publicKey(of: label("b")) != key)
  }

  @Test("the power went while a key was destroyed: it is gone, from the disk too")
  func interruptedDestroy() throws {
    var store = try PSAStore(folder: path)
    try store.generate(.ecdsaP256, as: label("a"))
    try write(hex("50534149 01 00000001 00"))
    #expect(hasFile(1))
    var again = try PSAStore(folder: path)
    #expect(!hasFile(1))
    #expect(try again.list().isEmpty)
    #expect(try index() == hex("50534149 01 00000000 00"))
  }

  @Test("half a file from before a power cut is in nobody's way")
  func halfWritten() throws {
    var store = try PSAStore(folder: path)
    try Data([1, 2, 3]).write(to: URL(fileURLWithPath: path + "/index.new"))
    try Data([1, 2, 3]).write(to: URL(fileURLWithPath: path + "/tempfile.psa_its"))
    try store.generate(.ecdsaP256, as: label("a"))
    #expect(try PSAStore(folder: path).copied().map(\.label) == [label("a")])
  }

  @Test("an index that is lost or damaged is refused, and no key is lost over it")
  func damaged() throws {
    var store = try PSAStore(folder: path)
    try store.generate(.ecdsaP256, as: label("a"))
    let whole = try index()
    for bytes in bad(whole) {
      try write(bytes)
      #expect(throws: KeyStoreError.self, "\(hexString(bytes))") {
        try PSAStore(folder: path)
      }
      #expect(hasFile(1))
    }
    try FileManager.default.removeItem(atPath: path + "/index")
    #expect(throws: KeyStoreError.self) { try PSAStore(folder: path) }
    #expect(hasFile(1))
    try write(whole)
    #expect(try PSAStore(folder: path).copied().map(\.label) == [label("a")])
  }

  @Test("an index of a later version says which")
  func laterVersion() throws {
    _ = try PSAStore(folder: path)
    try write(hex("50534149 02 00000000 00"))
    #expect(throws: KeyStoreError.imageVersion(2)) { try PSAStore(folder: path) }
  }

  /// Cut anywhere, with something behind it, or with one field that cannot be.
  private func bad(_ whole: [UInt8]) -> [[UInt8]] {
    var all = whole.indices.map { Array(whole[..<$0]) }
    all.append(whole + [0])
    all.append([UInt8](repeating: 0x41, count: 100_000))
    // magic, version, loose beyond the limit, loose that is a key's, count, number zero,
    // number beyond the limit, algorithm, origin, length, label
    let fields = [
      (0, 0x51), (4, 0), (5, 1), (8, 1), (9, 0), (9, 2), (9, 65), (13, 0), (13, 65), (14, 0),
      (14, 5), (15, 0), (15, 3), (16, 0), (16, 2), (17, 0x20),
    ]
    for (place, value) in fields {
      var bytes = whole
      bytes[place] = UInt8(value)
      all.append(bytes)
    }
    let entry = whole[10...]
    // The same label twice, and the same number twice.
    all.append(whole[..<9] + [2] + entry + entry)
    var second = Array(entry)
    second[7] = 0x62
    all.append(whole[..<9] + [2] + entry + second)
    return all
  }
}

extension PSAStore {
  fileprivate func copied() throws -> [KeyEntry] {
    var store = self
    return try store.list()
  }
}
