// SPDX-License-Identifier: Apache-2.0
import Foundation
import Identity
import KeyStoreContract
import KeyStores
import OpenSSLBackend
import Primitives
import TestSupport
import Testing

@Suite struct PSAStoreTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path + "/store" }

  init() throws { folder = try TemporaryFolder() }

  @Test("the rules of every store, but no Ed25519")
  func rules() throws {
    try keyStoreContract(
      KeyStoreAbilities(algorithms: [.ecdsaP256, .ecdhP256, .x25519]), against: OpenSSLCrypto.self
    ) { try PSAStore(folder: path) }
  }

  @Test("keys are there again when the store is opened again, in the order of their labels")
  func persists() throws {
    var store = try PSAStore(folder: path)
    for name in ["b", "a", "c"] { try store.generate(.ecdsaP256, as: label(name)) }
    let key = try store.publicKey(of: label("b"))
    var again = try PSAStore(folder: path)
    #expect(try again.list().map(\.label) == ["a", "b", "c"].map(label))
    #expect(try again.publicKey(of: label("b")) == key)
    let made = try signature(of: [1, 2, 3], by: &again, label("b"))
    try verify(made, of: [1, 2, 3], .ecdsaP256, key)
  }

  @Test("two stores whose keys have the same numbers do not answer for each other")
  func apart() throws {
    var one = try PSAStore(folder: path)
    var other = try PSAStore(folder: folder.path + "/other")
    try one.generate(.ecdsaP256, as: label("idevid"))
    try other.generate(.ecdsaP256, as: label("idevid"))
    let (first, second) = (
      try one.publicKey(of: label("idevid")), try other.publicKey(of: label("idevid"))
    )
    #expect(first != second)
    for _ in 0..<3 {
      try verify(
        signature(of: [1], by: &one, label("idevid")), of: [1], .ecdsaP256, first)
      try verify(
        signature(of: [1], by: &other, label("idevid")), of: [1], .ecdsaP256, second)
    }
  }

  @Test("the process stays in its folder, and the key's files are their owner's alone")
  func folders() throws {
    let here = FileManager.default.currentDirectoryPath
    var store = try PSAStore(folder: path)
    try store.generate(.ecdsaP256, as: label("idevid"))
    #expect(FileManager.default.currentDirectoryPath == here)
    #expect(!FileManager.default.fileExists(atPath: here + "/0000000000000001.psa_its"))
    #expect(try mode(path) == 0o700)
    let files = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    #expect(files == ["0000000000000001.psa_its", "index"])
    for file in files { #expect(try mode("\(path)/\(file)") == 0o600) }
  }

  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test(
    "PSA itself refuses to export a key, to copy it, or to use it for anything else",
    .peer("cc", package: "gcc"))
  func psaRefuses() throws {
    var store = try PSAStore(folder: path)
    try store.generate(.ecdsaP256, as: label("signs"))
    try store.generate(.ecdhP256, as: label("agrees"))
    let program = try CProgram(
      """
      #include <psa/crypto.h>
      #include <stdio.h>
      #include <unistd.h>
      int main(int count, char **words) {
        unsigned char b[200], point[65];
        size_t n;
        psa_key_id_t copy;
        psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
        if (count != 2 || chdir(words[1]) || psa_crypto_init()) return 1;
        if (psa_export_public_key(2, point, 65, &n)) return 2;
        printf("%d ", psa_export_key(1, b, sizeof b, &n));
        printf("%d ", psa_export_key(2, b, sizeof b, &n));
        psa_set_key_usage_flags(&a, PSA_KEY_USAGE_EXPORT);
        printf("%d ", psa_copy_key(1, &a, &copy));
        printf("%d ", psa_raw_key_agreement(PSA_ALG_ECDH, 1, point, 65, b, sizeof b, &n));
        printf("%d\\n", psa_sign_message(
          2, PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_SHA_256), b, 3, b, sizeof b, &n));
      }
      """, ["-lmbedcrypto"])
    let asked = try run(program.path, [path])
    // PSA_ERROR_NOT_PERMITTED, five times.
    #expect(asked.outputText == "-133 -133 -133 -133 -133\n", "\(asked.status)")
  }

  @Test("what PSA refuses to say stands in its file, in the clear")
  func inTheClear() throws {
    var store = try PSAStore(folder: path)
    try store.generate(.ecdsaP256, as: label("idevid"))
    let file = try Data(contentsOf: URL(fileURLWithPath: path + "/0000000000000001.psa_its"))
    let key = try OpenSSLCrypto.P256(privateKey: Array(file.suffix(32)).span)
    let derived = try [UInt8](capacity: 65) { out throws(CryptoError) in
      try key.publicKey(into: &out)
    }
    #expect(try store.publicKey(of: label("idevid")) == derived)
  }

  @Test("the store is full with 64 keys, and as good as before")
  func full() throws {
    var store = try PSAStore(folder: path)
    for i in 0..<64 { try store.generate(.x25519, as: label("k\(i)")) }
    expect(.full(limit: 64)) { () throws(KeyStoreError) in
      try store.generate(.x25519, as: label("more"))
    }
    #expect(try store.list().count == 64)
    try store.destroy(label("k7"))
    try store.generate(.x25519, as: label("more"))
    #expect(try store.list().count == 64)
  }

  @Test("threads that all generate find all their keys")
  func threads() async throws {
    let path = path
    try await withThrowingTaskGroup(of: Void.self) { group in
      for i in 0..<8 {
        group.addTask {
          var store = try PSAStore(folder: path)
          try store.generate(.x25519, as: label("t\(i)"))
        }
      }
      try await group.waitForAll()
    }
    var store = try PSAStore(folder: path)
    #expect(try store.list().map(\.label) == (0..<8).map { label("t\($0)") })
    #expect(try Set((0..<8).map { try store.publicKey(of: label("t\($0)")) }).count == 8)
  }
}
