// SPDX-License-Identifier: Apache-2.0
import Identity
import Primitives
import TestSupport
import Testing

@Suite struct PseudonymTests {
  func owner<Crypto: CryptoProvider>(
    of byte: UInt8 = 7, _: Crypto.Type = PortableCrypto.self
  ) throws -> PseudonymOwner<Crypto> {
    try PseudonymOwner(Secret(copying: [UInt8](repeating: byte, count: 32).span))
  }

  func serials(_ count: Int) throws -> [DeviceSerial] {
    try (0..<count).map { try .of("SN-\($0)") }
  }

  /// HMAC and HKDF by Python's hmac module: see `layers.py` for both.
  @Test(arguments: providers)
  func theNamesAreTheGoldenOnes(provider: Provider) throws {
    func run<Crypto: CryptoProvider>(_: Crypto.Type) throws {
      let owner = try self.owner(of: 7, Crypto.self)
      var key = try PseudonymKey<Crypto>(owner.deviceSecret(for: .of("SN-0001")))
      #expect(hexString(try key.pseudonym(in: 19_000).bytes) == "c5eece8c53aaa766cca092d5013db206")
      #expect(hexString(try key.pseudonym(in: 19_001).bytes) == "48d9c6fac90a073d6497a4bfe68a4893")
      #expect(hexString(try key.pseudonym(in: 19_000).bytes) == "c5eece8c53aaa766cca092d5013db206")
    }
    try run(provider.type)
  }

  @Test func aNameHoldsForAnEpochAndNoLonger() throws {
    let period = try #require(PseudonymPeriod(seconds: 86_400))
    #expect(period.epoch(at: 0) == 0)
    #expect(period.epoch(at: 86_399) == 0)
    #expect(period.epoch(at: 86_400) == 1)
    #expect(period.epoch(at: .max) == UInt64.max / 86_400)
    #expect(PseudonymPeriod(seconds: 0) == nil)
    var key = try PseudonymKey<PortableCrypto>(owner().deviceSecret(for: .of("SN-0001")))
    #expect(
      try key.pseudonym(in: period.epoch(at: 100)) == key.pseudonym(in: period.epoch(at: 80_000)))
    #expect(
      try key.pseudonym(in: period.epoch(at: 100)) != key.pseudonym(in: period.epoch(at: 90_000)))
  }

  /// As far as a test can tell: no two are alike, over devices and epochs, and half of the bits
  /// differ from one epoch to the next, as they do between strangers.
  @Test func twoEpochsLookLikeTwoDevices() throws {
    let owner = try self.owner()
    var seen: Set<[UInt8]> = []
    var (own, strangers) = (0, 0)
    var before: [UInt8]?
    for serial in try serials(64) {
      var key = try PseudonymKey<PortableCrypto>(owner.deviceSecret(for: serial))
      let names = try (0..<UInt64(64)).map { try key.pseudonym(in: $0).bytes }
      for name in names { seen.insert(name) }
      for i in 1..<64 { own += differingBits(names[i - 1], names[i]) }
      if let before { strangers += differingBits(before, names[0]) }
      before = names[0]
    }
    #expect(seen.count == 64 * 64)
    // 64 of 128 bits are expected; the bounds are over six standard deviations away.
    let mean = Double(own) / Double(64 * 63)
    #expect(63.4...64.6 ~= mean, "\(mean)")
    let between = Double(strangers) / 63
    #expect(59.0...69.0 ~= between, "\(between)")
  }

  private func differingBits(_ a: [UInt8], _ b: [UInt8]) -> Int {
    zip(a, b).reduce(0) { $0 + ($1.0 ^ $1.1).nonzeroBitCount }
  }

  @Test(arguments: providers)
  func onlyTheOwnerFindsTheDevice(provider: Provider) throws {
    func run<Crypto: CryptoProvider>(_: Crypto.Type) throws {
      let owner = try self.owner(of: 7, Crypto.self)
      let other = try self.owner(of: 8, Crypto.self)
      let all = try serials(100)
      let table = try owner.table(of: all, in: 500)
      let theirs = try other.table(of: all, in: 500)
      #expect(table.epoch == 500)
      for serial in all {
        var key = try PseudonymKey<Crypto>(owner.deviceSecret(for: serial))
        let name = try #require(Pseudonym(key.pseudonym(in: 500).bytes))
        #expect(table.serial(behind: name) == serial)
        #expect(theirs.serial(behind: name) == nil, "another owner knows nothing")
        #expect(try table.serial(behind: key.pseudonym(in: 501)) == nil, "yesterday's table")
      }
    }
    try run(provider.type)
  }

  @Test func aStrangersNameIsNobodys() throws {
    var random = SeededRandom(seed: 9)
    let table = try owner().table(of: serials(50), in: 1)
    for _ in 0..<1000 {
      let name = try #require(Pseudonym(random.bytes(16)))
      #expect(table.serial(behind: name) == nil)
    }
    let none = try owner().table(of: [], in: 1)
    #expect(none.serial(behind: try #require(Pseudonym(random.bytes(16)))) == nil)
    for count in [0, 15, 17, 4096] {
      #expect(Pseudonym([UInt8](repeating: 1, count: count)) == nil)
    }
  }

  @Test func workAndSecretsAreBounded() throws {
    let one = try serials(1)
    let many = [DeviceSerial](repeating: one[0], count: 65_537)
    #expect(throws: CryptoError.tooLong(limit: 65_536)) { try self.owner().table(of: many, in: 1) }
    let short = Secret(copying: [UInt8](repeating: 1, count: 31).span)
    #expect(throws: CryptoError.wrongKeyLength(31)) {
      _ = try PseudonymOwner<PortableCrypto>(short)
    }
    #expect(throws: CryptoError.wrongKeyLength(31)) {
      _ = try PseudonymKey<PortableCrypto>(short)
    }
    let owner = try self.owner()
    let (a, b) = (
      try owner.deviceSecret(for: .of("SN-1")).array,
      try owner.deviceSecret(for: .of("SN-10")).array
    )
    #expect(a != b)
    #expect(a.count == 32)
  }
}
