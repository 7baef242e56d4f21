// SPDX-License-Identifier: Apache-2.0
import Foundation
import Identity
import KeyStoreContract
import KeyStores
import Primitives
import SystemRandom
import TestSupport
import Testing

@Suite struct DeviceRootKeyTests {
  private func key(_ path: String) throws(KeyStoreError) -> [UInt8] {
    var random = SystemRandom()
    let key = try deviceRootKey(at: path, using: &random)
    return [UInt8](capacity: key.count) { out in
      for i in 0..<key.count { out.append(key.bytes[i]) }
    }
  }

  private func refusal(_ path: String) -> KeyStoreError? {
    do throws(KeyStoreError) {
      _ = try key(path)
      return nil
    } catch { return error }
  }

  @Test func isMadeOnceAndIsAnotherInEachPlace() throws {
    let folder = try TemporaryFolder()
    let first = try key(folder.path + "/root")
    #expect(first.count == 32 && Set(first).count > 8)
    #expect(try key(folder.path + "/root") == first)
    #expect(try key(folder.path + "/other") != first)
  }

  @Test(arguments: [0o644, 0o640, 0o604, 0o620])
  func isNotTakenFromAFileThatOthersRead(mode: Int) throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/root"
    _ = try key(path)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    #expect(refusal(path) == .medium(Int(EPERM)))
  }

  @Test(arguments: [0, 31, 33])
  func has32Bytes(count: Int) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("root", [UInt8](repeating: 1, count: count))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    #expect(refusal(path) == .medium(Int(EINVAL)))
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count == count, "it was replaced")
  }

  @Test func isNoLink() throws {
    let folder = try TemporaryFolder()
    _ = try key(folder.path + "/root")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/link", withDestinationPath: folder.path + "/root")
    #expect(refusal(folder.path + "/link") == .medium(Int(ELOOP)))
  }

  @Test func whoComesAtTheSameTimeTakesTheSame() async throws {
    let folder = try TemporaryFolder()
    for round in 0..<10 {
      let path = folder.path + "/root-\(round)"
      let keys = try await withThrowingTaskGroup(of: [UInt8].self) { group in
        for _ in 0..<8 { group.addTask { try key(path) } }
        var keys: Set<[UInt8]> = []
        for try await key in group { keys.insert(key) }
        return keys
      }
      #expect(keys.count == 1)
    }
  }

  @Test func aStoreOpensWithItsOwnOnly() throws {
    let places = try Places()
    do {
      var store = try places.open()
      try store.generate(.ed25519, as: .of("a"))
    }
    try FileManager.default.removeItem(atPath: places.root)
    #expect(places.refusal() == .notSealedHere)
  }
}
