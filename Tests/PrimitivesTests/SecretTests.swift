// SPDX-License-Identifier: Apache-2.0
import Foundation
import Primitives
import TestSupport
import Testing

struct SecretTests {
  @Test func equalBytesAreEqualAndADifferenceAnywhereShows() {
    let bytes = (0..<40).map { UInt8($0) }
    let secret = Secret(copying: bytes.span)
    let isEqualToItsCopy = secret == secret.copy()
    #expect(isEqualToItsCopy)
    for i in bytes.indices {
      var changed = bytes
      changed[i] ^= 0x80
      let isEqual = secret == Secret(copying: changed.span)
      #expect(!isEqual)
    }
    let isEqualToItsFront = secret == Secret(copying: bytes.dropLast().map { $0 }.span)
    #expect(!isEqualToItsFront)
  }

  @Test func emptySecretsAreSecretsToo() {
    let empty = Secret(count: 0) { _ in }
    let isEqual = empty == Secret(copying: [UInt8]().span)
    #expect(isEqual && empty.count == 0)
  }

  @Test func aSecretIsFilledWhereItStays() {
    let secret = Secret(count: 4) { bytes in
      for i in bytes.indices { bytes[i] = UInt8(i) }
    }
    let holds = constantTimeEqual(secret.bytes, ([0, 1, 2, 3] as [UInt8]).span)
    #expect(holds)
  }

  @Test func aFillThatThrowsLeavesNoSecret() {
    let error = refusal { () throws(CryptoError) in
      _ = try Secret(count: 4) { _ throws(CryptoError) in throw .entropyFailure }
    }
    #expect(error == .entropyFailure)
  }

  @Test func wipingLeavesZeros() {
    var bytes = [UInt8](repeating: 0xA5, count: 1_000)
    bytes.withUnsafeMutableBufferPointer {
      var middle = UnsafeMutableBufferPointer(rebasing: $0[1..<999]).mutableSpan
      wipe(&middle)
    }
    #expect(bytes == [0xA5] + [UInt8](repeating: 0, count: 998) + [0xA5])
  }

  /// The allocator gives out again what it was given back last. Without the wiping, what was
  /// in it is still there: the control shows that this test can see it.
  @Test func nothingIsLeftInMemoryThatASecretGaveBack() throws {
    let pattern = [UInt8](repeating: 0xA5, count: 1_000)
    let afterASecret = try leftOver(count: pattern.count) {
      let secret = Secret(copying: pattern.span)
      return secret.bytes.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
    }
    let afterAnArray = try leftOver(count: pattern.count) {
      let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: pattern.count, alignment: 1)
      defer { bytes.deallocate() }
      bytes.copyBytes(from: pattern)
      return UInt(bitPattern: bytes.baseAddress)
    }
    #expect(!afterASecret.contains(0xA5))
    #expect(afterAnArray.contains(0xA5), "the control")
  }

  /// What is in the memory at the address that `use` gave back, once we have it again.
  private func leftOver(count: Int, after use: () -> UInt) throws -> [UInt8] {
    for _ in 0..<1_000 {
      let place = use()
      let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
      defer { memory.deallocate() }
      if UInt(bitPattern: memory.baseAddress) == place { return Array(memory) }
    }
    Issue.record("the allocator never gave the memory out again, so nothing was seen")
    throw CryptoError.unsupported
  }

  /// Not even by mistake: a program that prints a secret does not compile.
  @Test(
    .peer("swiftc", package: "swift"),
    arguments: [
      ("print(secret.count)", true),
      ("print(secret)", false),
      ("print(\"\\(secret)\")", false),
      ("debugPrint(secret)", false),
      ("dump(secret)", false),
      ("print(String(describing: secret))", false),
    ])
  func aProgramThatPrintsASecretDoesNotCompile(line: String, compiles: Bool) throws {
    let executable = try #require(Bundle.main.executableURL).resolvingSymlinksInPath()
    let modules = executable.deletingLastPathComponent().appending(path: "Modules").path
    let folder = try TemporaryFolder()
    let program = try folder.write(
      "main.swift", "import Primitives\nlet secret = Secret(count: 1) { _ in }\n\(line)\n".utf8)
    let compiler = try run("swiftc", ["-typecheck", "-I", modules, program])
    #expect((compiler.status == 0) == compiles, "\(compiler.errorText)")
    #expect(compiles || compiler.errorText.contains("Copyable"), "\(compiler.errorText)")
  }
}
