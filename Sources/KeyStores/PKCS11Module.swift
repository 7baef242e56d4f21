// SPDX-License-Identifier: Apache-2.0
import CPKCS11
import Identity

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A library that speaks PKCS #11, loaded into this process for as long as the process runs.
struct PKCS11Module {
  let functions: UnsafeMutablePointer<CK_FUNCTION_LIST>

  init(path: String) throws(PKCS11Fault) {
    // Never unloaded: it may have threads and exit handlers of its own.
    guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      throw .notLoaded(dlerror().map { String(cString: $0) } ?? "for no reason that it gives")
    }
    guard let symbol = dlsym(library, "C_GetFunctionList") else { throw .notPKCS11 }
    let list = unsafeBitCast(symbol, to: CK_C_GetFunctionList.self)
    var functions: UnsafeMutablePointer<CK_FUNCTION_LIST>?
    guard list(&functions) == CKR_OK, let functions, functions.pointee.version.major >= 2
    else { throw .notPKCS11 }
    self.functions = functions
    // Once in a process, whoever comes first; so it is nobody's to finish either.
    var arguments = CK_C_INITIALIZE_ARGS()
    arguments.flags = CKF_OS_LOCKING_OK
    let code =
      withUnsafeMutablePointer(to: &arguments) { functions.pointee.C_Initialize?($0) }
      ?? CKR_FUNCTION_NOT_SUPPORTED
    guard code == CKR_OK || code == CKR_CRYPTOKI_ALREADY_INITIALIZED else {
      throw .store(.module(Int(truncatingIfNeeded: code)))
    }
  }

  /// The slot whose token has this label; without one, the slot of the only token.
  func slot(ofToken label: String?) throws(PKCS11Fault) -> CK_SLOT_ID {
    let found: [CK_SLOT_ID]
    do throws(KeyStoreError) {
      found = try slots().filter { slot in
        guard let token = token(in: slot) else { return false }
        guard token.flags & CKF_TOKEN_INITIALIZED != 0 else { return false }
        return label == nil || token.name == label
      }
    } catch { throw .store(error) }
    guard let first = found.first else { throw .noToken }
    guard found.count == 1 else { throw .severalTokens(count: found.count) }
    return first
  }

  private func slots() throws(KeyStoreError) -> [CK_SLOT_ID] {
    let list = try present(functions.pointee.C_GetSlotList)
    var count: CK_ULONG = 0
    try KeyStoreError.check(list(1, nil, &count))
    guard count <= 1024 else { throw .tooLong(limit: 1024) }
    var slots = [CK_SLOT_ID](repeating: 0, count: Int(count))
    guard !slots.isEmpty else { return [] }
    try KeyStoreError.check(list(1, &slots, &count))
    return Array(slots.prefix(Int(min(count, CK_ULONG(slots.count)))))
  }

  private func token(in slot: CK_SLOT_ID) -> CK_TOKEN_INFO? {
    var info = CK_TOKEN_INFO()
    return functions.pointee.C_GetTokenInfo?(slot, &info) == CKR_OK ? info : nil
  }
}

extension CK_TOKEN_INFO {
  /// Without the spaces that fill it up.
  fileprivate var name: String {
    var bytes = withUnsafeBytes(of: label) { Array($0) }
    while bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }
}
