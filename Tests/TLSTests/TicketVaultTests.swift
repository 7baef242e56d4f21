// SPDX-License-Identifier: Apache-2.0
import Primitives
import TLS
import Testing

struct TicketVaultTests {
  private func seal(
    _ vault: TestVault, _ contents: [UInt8] = [1, 2, 3], at date: Int64 = 0
  ) throws -> [UInt8] {
    try vault.sealer.seal(.ticket, contents.span, date)
  }

  private func open(
    _ vault: TestVault, _ sealed: [UInt8], as purpose: SealedPurpose = .ticket, at date: Int64 = 0
  ) -> [UInt8]? {
    guard let secret = try? vault.sealer.open(purpose, sealed.span, date) else { return nil }
    return Array(copying: secret.bytes)
  }

  @Test func opensWhatItSealed() throws {
    let vault = TestVault()
    for count in [0, 1, 16, 17, 4000] {
      let contents = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
      #expect(open(vault, try seal(vault, contents)) == contents)
    }
    #expect(try seal(vault) != seal(vault))
  }

  @Test func opensNothingElse() throws {
    let vault = TestVault()
    let sealed = try seal(vault)
    for i in sealed.indices {
      var other = sealed
      other[i] ^= 1
      #expect(open(vault, other) == nil)
    }
    for count in sealed.indices { #expect(open(vault, Array(sealed.prefix(count))) == nil) }
    #expect(open(vault, sealed, as: .cookie) == nil)
    #expect(open(TestVault(), sealed) == nil)
  }

  /// A key seals for one lifetime and opens for two.
  @Test func forgetsItsKeys() throws {
    let vault = TestVault(lifetime: 100)
    let first = try seal(vault, at: 0)
    let last = try seal(vault, at: 99)
    #expect(first.prefix(8) == last.prefix(8))
    #expect(try seal(vault, at: 100).prefix(8) != first.prefix(8))
    #expect(open(vault, last, at: 199) != nil)
    #expect(open(vault, last, at: 200) == nil)
    #expect(open(vault, last, at: 150) == nil)
  }

  @Test func clocksMayGoBack() throws {
    let vault = TestVault(lifetime: 100)
    let sealed = try seal(vault, at: 1000)
    #expect(open(vault, sealed, at: 0) != nil)
    #expect(open(vault, sealed, at: .min) != nil)
    #expect(open(vault, sealed, at: .max) == nil)
  }
}
