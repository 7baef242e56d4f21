// SPDX-License-Identifier: Apache-2.0
import Foundation
import Identity
import KeyStores
import TestSupport
import Testing

extension PKCS11StoreTests {
  /// SoftHSM behind a module that fails where the test says.
  @Suite(.serialized, .peer("softhsm2-util", package: "softhsm2"), .peer("cc", package: "gcc"))
  struct Faults {
    @Test(
      "the codes of the standard become our errors",
      arguments: [
        (0x32, KeyStoreError.unreachable), (0xE0, .unreachable), (0xB0, .unreachable),
        (0xB3, .unreachable), (0x70, .unsupported), (0x54, .unsupported), (0x60, .noSuchKey),
        (0x82, .noSuchKey), (0x05, .module(5)), (0x30, .module(0x30)), (0x101, .module(0x101)),
        (0x8000_0001, .module(0x8000_0001)),
      ])
    func codes(code: Int, error: KeyStoreError) throws {
      var store = try SharedToken.store(module: Self.module.get().path)
      let name = label("fault")
      try store.generate(.ecdsaP256, as: name)
      defer { try? store.destroy(name) }
      try Self.set("FAULT_SIGN", code)
      expect(error) { () throws(KeyStoreError) in _ = try signature(of: [1], by: &store, name) }
      try Self.set("FAULT_SIGN", 0)
      try Self.set("FAULT_FIND", code)
      expect(error) { () throws(KeyStoreError) in _ = try store.list() }
      try Self.set("FAULT_FIND", 0)
      // It answers again when the module does.
      _ = try signature(of: [1], by: &store, name)
    }

    @Test("a signature of another length is none", arguments: [1, 63, 65, 1 << 40])
    func lengths(count: Int) throws {
      var store = try SharedToken.store(module: Self.module.get().path)
      let name = label("length")
      try store.generate(.ecdsaP256, as: name)
      defer { try? store.destroy(name) }
      try Self.set("FAULT_LENGTH", count)
      expect(.unsupported) { () throws(KeyStoreError) in
        _ = try signature(of: [1], by: &store, name)
      }
      try Self.set("FAULT_LENGTH", 0)
    }

    @Test("a token that never stops finding objects is asked no longer")
    func endless() throws {
      var store = try SharedToken.store(module: Self.module.get().path)
      try Self.set("FAULT_ENDLESS", 1)
      expect(.tooLong(limit: 4096)) { () throws(KeyStoreError) in _ = try store.list() }
      try Self.set("FAULT_ENDLESS", 0)
      _ = try store.list()
    }

    @Test("a library without the one function is no module")
    func notAModule() throws {
      let library = try CProgram("int answer(void) { return 42; }", ["-shared", "-fPIC"])
      #expect(throws: PKCS11Fault.notPKCS11) {
        _ = try SharedToken.store(module: library.path)
      }
    }

    /// What the module's variable of this name is.
    private static func set(_ name: String, _ value: Int) throws {
      let library = try #require(dlopen(module.get().path, RTLD_NOW))
      let variable = try #require(dlsym(library, name))
      variable.assumingMemoryBound(to: UInt.self).pointee = UInt(value)
    }

    private static let module: Result<CProgram, any Error> = Result {
      try CProgram(
        """
        #include "shim.h"
        #include <dlfcn.h>
        static CK_FUNCTION_LIST mine, *real;
        CK_ULONG FAULT_FIND, FAULT_ENDLESS, FAULT_SIGN, FAULT_LENGTH;
        static CK_RV find(CK_SESSION_HANDLE s, CK_ATTRIBUTE *a, CK_ULONG n) {
          return FAULT_FIND ? FAULT_FIND : real->C_FindObjectsInit(s, a, n);
        }
        static CK_RV next(CK_SESSION_HANDLE s, CK_OBJECT_HANDLE *o, CK_ULONG room, CK_ULONG *n) {
          if (!FAULT_ENDLESS) return real->C_FindObjects(s, o, room, n);
          for (CK_ULONG i = 0; i < room; i++) o[i] = 1;
          *n = ~0UL;
          return 0;
        }
        static CK_RV sign(
            CK_SESSION_HANDLE s, const CK_BYTE *d, CK_ULONG c, CK_BYTE *o, CK_ULONG *n) {
          CK_RV code = real->C_Sign(s, d, c, o, n);
          if (FAULT_LENGTH) *n = FAULT_LENGTH;
          return FAULT_SIGN ? FAULT_SIGN : code;
        }
        CK_RV C_GetFunctionList(CK_FUNCTION_LIST **list) {
          void *library = dlopen("\(SoftHSM.module)", RTLD_NOW);
          ((CK_C_GetFunctionList)dlsym(library, "C_GetFunctionList"))(&real);
          mine = *real;
          mine.C_FindObjectsInit = find;
          mine.C_FindObjects = next;
          mine.C_Sign = sign;
          *list = &mine;
          return 0;
        }
        """, ["-I\(CProgram.sources)/CPKCS11", "-shared", "-fPIC", "-ldl"])
    }
  }
}
