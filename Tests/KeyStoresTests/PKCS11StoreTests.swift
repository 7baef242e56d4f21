// SPDX-License-Identifier: Apache-2.0
import Foundation
import Identity
import KeyStoreContract
import KeyStores
import OpenSSLBackend
import Primitives
import TestSupport
import Testing

/// SoftHSM reads its configuration once in a process, so all these tests share one token.
enum SharedToken {
  static let softHSM: Result<SoftHSM, any Error> = Result {
    let made = try SoftHSM()
    for (name, value) in made.environment { setenv(name, value, 1) }
    return made
  }

  static func store(module: String = SoftHSM.module) throws -> PKCS11Store {
    _ = try softHSM.get()
    return try PKCS11Store(
      module: module, token: SoftHSM.token, pin: Secret(copying: Array(SoftHSM.pin.utf8).span))
  }
}

/// One after another: they share a token, and its labels.
@Suite(.serialized, .peer("softhsm2-util", package: "softhsm2"))
struct PKCS11StoreTests {
  @Test("the rules of every store, but no X25519")
  func rules() throws {
    try keyStoreContract(
      KeyStoreAbilities(algorithms: [.ecdsaP256, .ed25519, .ecdhP256]), against: OpenSSLCrypto.self
    ) { try SharedToken.store() }
  }

  @Test("another session finds the keys, in the order of their labels")
  func persists() throws {
    var store = try SharedToken.store()
    for name in ["p-b", "p-a"] { try store.generate(.ecdsaP256, as: label(name)) }
    let key = try store.publicKey(of: label("p-b"))
    var again = try SharedToken.store()
    let labels = try again.list().map(\.label).filter { $0.bytes.starts(with: Array("p-".utf8)) }
    #expect(labels == [label("p-a"), label("p-b")])
    let made = try signature(of: [1, 2, 3], by: &again, label("p-b"))
    try verify(made, of: [1, 2, 3], .ecdsaP256, key)
    for name in ["p-a", "p-b"] { try again.destroy(label(name)) }
    expect(.noSuchKey) { () throws(KeyStoreError) in _ = try store.publicKey(of: label("p-a")) }
  }

  @Test("the token refuses CKA_VALUE as sensitive", .peer("cc", package: "gcc"))
  func sensitive() throws {
    var store = try SharedToken.store()
    try store.generate(.ecdsaP256, as: label("hidden"))
    defer { try? store.destroy(label("hidden")) }
    // CKR_ATTRIBUTE_SENSITIVE; then sensitive, always, not extractable, never, on the token,
    // private, signs, and does not derive, decrypt or unwrap.
    #expect(try Asker.ask("look", "hidden") == "11 1 1 0 1 1 1 1 0 0 0\n")
  }

  @Test("a key that the token would give away is not one of the store's")
  func lax() throws {
    #expect(try Asker.ask("lax", "lax") == "0\n")
    var store = try SharedToken.store()
    #expect(try store.list().allSatisfy { $0.label != label("lax") })
    expect(.noSuchKey) { () throws(KeyStoreError) in
      _ = try signature(of: [1], by: &store, label("lax"))
    }
    // Its label is taken all the same.
    expect(.labelTaken) { () throws(KeyStoreError) in
      try store.generate(.ecdsaP256, as: label("lax"))
    }
    expect(.noSuchKey) { () throws(KeyStoreError) in try store.destroy(label("lax")) }
  }

  @Test("what is no module, and what has no such token, is refused by name")
  func noModule() throws {
    func fault(_ path: String, _ token: String) -> PKCS11Fault? {
      do throws(PKCS11Fault) {
        _ = try PKCS11Store(
          module: path, token: token, pin: Secret(copying: Array("1".utf8).span))
        return nil
      } catch { return error }
    }
    _ = try SharedToken.softHSM.get()
    guard case .notLoaded(let reason) = fault("/no/module.so", "things") else {
      Issue.record("a file that is not there was loaded")
      return
    }
    #expect(reason.contains("/no/module.so"))
    #expect(fault(SoftHSM.module, "no such token") == .noToken)
    let folder = try TemporaryFolder()
    let text = try folder.write("text.so", Array("no library".utf8))
    guard case .notLoaded = fault(text, "things") else {
      Issue.record("a text was loaded")
      return
    }
  }
}

/// Another program at the same token.
enum Asker {
  private static let program: Result<CProgram, any Error> = Result {
    try CProgram(text, ["-I\(CProgram.sources)/CPKCS11", "-ldl"])
  }

  static func ask(_ verb: String, _ label: String) throws -> String {
    let softHSM = try SharedToken.softHSM.get()
    let asked = try run(
      program.get().path, [SoftHSM.module, SoftHSM.pin, verb, label],
      environment: softHSM.environment)
    try #require(asked.status == 0, "\(asked.errorText)")
    return asked.outputText
  }

  private static let text = """
    #include "shim.h"
    #include <dlfcn.h>
    #include <stdio.h>
    #include <string.h>
    static CK_FUNCTION_LIST *f;
    static CK_SESSION_HANDLE s;
    static void flag(CK_OBJECT_HANDLE key, CK_ATTRIBUTE_TYPE type) {
      unsigned char value = 9;
      CK_ATTRIBUTE a = {type, &value, 1};
      f->C_GetAttributeValue(s, key, &a, 1);
      printf(" %d", value);
    }
    int main(int count, char **words) {
      CK_SLOT_ID slots[8];
      CK_ULONG n = 8, class = CKO_PRIVATE_KEY;
      CK_OBJECT_HANDLE key, shown;
      void *library = dlopen(words[1], RTLD_NOW);
      if (count != 5 || !library) return 1;
      ((CK_C_GetFunctionList)dlsym(library, "C_GetFunctionList"))(&f);
      if (f->C_Initialize(0) || f->C_GetSlotList(1, slots, &n)) return 2;
      if (f->C_OpenSession(slots[0], CKF_SERIAL_SESSION | CKF_RW_SESSION, 0, 0, &s)) return 3;
      if (f->C_Login(s, CKU_USER, (CK_BYTE *)words[2], strlen(words[2]))) return 4;
      if (!strcmp(words[3], "look")) {
        unsigned char value[256];
        CK_ATTRIBUTE find[] = {{CKA_CLASS, &class, sizeof class},
                               {CKA_LABEL, words[4], strlen(words[4])}};
        f->C_FindObjectsInit(s, find, 2);
        f->C_FindObjects(s, &key, 1, &n);
        f->C_FindObjectsFinal(s);
        if (n != 1) return 5;
        CK_ATTRIBUTE a = {CKA_VALUE, value, sizeof value};
        printf("%lx", f->C_GetAttributeValue(s, key, &a, 1));
        flag(key, CKA_SENSITIVE);
        flag(key, 0x165);  // CKA_ALWAYS_SENSITIVE
        flag(key, CKA_EXTRACTABLE);
        flag(key, 0x164);  // CKA_NEVER_EXTRACTABLE
        flag(key, CKA_TOKEN);
        flag(key, CKA_PRIVATE);
        flag(key, CKA_SIGN);
        flag(key, CKA_DERIVE);
        flag(key, CKA_DECRYPT);
        flag(key, CKA_UNWRAP);
        printf("\\n");
      } else {
        unsigned char yes = 1, no = 0, oid[] = {6, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7};
        CK_MECHANISM m = {CKM_EC_KEY_PAIR_GEN, 0, 0};
        CK_ATTRIBUTE a[] = {{CKA_EC_PARAMS, oid, 10}, {CKA_TOKEN, &yes, 1}};
        CK_ATTRIBUTE b[] = {{CKA_LABEL, words[4], strlen(words[4])}, {CKA_TOKEN, &yes, 1},
                            {CKA_SENSITIVE, &no, 1}, {CKA_EXTRACTABLE, &yes, 1},
                            {CKA_SIGN, &yes, 1}, {CKA_DERIVE, &no, 1}};
        printf("%lx\\n", f->C_GenerateKeyPair(s, &m, a, 2, b, 6, &shown, &key));
      }
      return 0;
    }
    """
}
