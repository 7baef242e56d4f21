// SPDX-License-Identifier: Apache-2.0
import Identity
import Testing

@Suite struct DeviceIdentityTests {
  let certificate: [UInt8] = [0x30, 0x00]

  func label(_ text: String) throws -> KeyLabel { try KeyLabel(Array(text.utf8).span) }

  func identity(
    _ kind: DeviceIdentity.Kind, _ key: String, serial: String = "SN-0001"
  ) throws -> DeviceIdentity {
    try DeviceIdentity(kind, key: label(key), serial: .of(serial), chain: [certificate])
  }

  func refusal(_ body: () throws -> Void) -> IdentityRefusal? {
    do { try body() } catch { return error as? IdentityRefusal }
    return nil
  }

  @Test func aDeviceIsBornEnrolledAndGivenAway() throws {
    var identities = try DeviceIdentities(identity(.initial, "idevid"))
    // Nobody's yet: it can say who made it, and ask to be somebody's.
    #expect(try identities.identity(for: .introduction).key == label("idevid"))
    #expect(try identities.identity(for: .enrolment).key == label("idevid"))
    #expect(refusal { _ = try identities.identity(for: .service) } == .notEnrolled)

    try identities.adopt(identity(.local, "owner-1"))
    #expect(try identities.identity(for: .introduction).key == label("idevid"))
    #expect(try identities.identity(for: .enrolment).key == label("owner-1"))
    #expect(try identities.identity(for: .service).key == label("owner-1"))

    // Renewal: both are there, the newest is shown, and then the old one goes.
    try identities.adopt(identity(.local, "owner-2"))
    #expect(try identities.identity(for: .service).key == label("owner-2"))
    #expect(identities.retire(try label("owner-1")) == (try label("owner-1")))
    #expect(identities.retire(try label("owner-1")) == nil)
    #expect(identities.retire(try label("idevid")) == nil, "the first one cannot go")

    #expect(identities.release() == [try label("owner-2")])
    #expect(identities.locals.isEmpty)
    #expect(refusal { _ = try identities.identity(for: .service) } == .notEnrolled)
    #expect(try identities.identity(for: .introduction).key == label("idevid"))
    #expect(identities.release().isEmpty)
  }

  /// A service never sees the identity that the device keeps for life.
  @Test func theInitialIdentityIsNeverShownToAService() throws {
    var identities = try DeviceIdentities(identity(.initial, "idevid"))
    for number in 0..<8 {
      try identities.adopt(identity(.local, "owner-\(number)"))
      #expect(try identities.identity(for: .service).kind == .local)
    }
    #expect(refusal { try identities.adopt(identity(.local, "owner-8")) } == .full(limit: 8))
    for use in IdentityUse.allCases {
      let shown = try identities.identity(for: use)
      #expect((shown.kind == .initial) == (use == .introduction))
    }
  }

  @Test func whatDoesNotBelongIsRefused() throws {
    #expect(
      refusal { _ = try DeviceIdentities(identity(.local, "owner")) } == .notInitial)
    var identities = try DeviceIdentities(identity(.initial, "idevid"))
    #expect(refusal { try identities.adopt(identity(.initial, "second")) } == .notLocal)
    #expect(refusal { try identities.adopt(identity(.local, "idevid")) } == .sharedKey)
    #expect(
      refusal { try identities.adopt(identity(.local, "owner", serial: "SN-0002")) }
        == .otherDevice)
    try identities.adopt(identity(.local, "owner"))
    #expect(refusal { try identities.adopt(identity(.local, "owner")) } == .sharedKey)
    #expect(identities.locals.count == 1)
  }

  @Test func aChainHasALength() throws {
    func made(_ chain: [[UInt8]]) -> IdentityRefusal? {
      refusal {
        _ = try DeviceIdentity(.initial, key: label("idevid"), serial: .of("SN-0001"), chain: chain)
      }
    }
    #expect(made([]) == .chain)
    #expect(made([[]]) == .chain)
    #expect(made([certificate]) == nil)
    #expect(made([[UInt8]](repeating: certificate, count: 8)) == nil)
    #expect(made([[UInt8]](repeating: certificate, count: 9)) == .chain)
    #expect(made([certificate, [UInt8](repeating: 0, count: 8_192)]) == nil)
    #expect(made([certificate, [UInt8](repeating: 0, count: 8_193)]) == .chain)
  }

  @Test func hardwareHasAKindAndANumber() throws {
    let number: [UInt8] = [1, 2, 3]
    let module = try #require(
      HardwareModule(kind: [1, 3, 6, 1, 4, 1, 32473, 1], serial: number))
    #expect(module.serial == number)
    #expect(HardwareModule(kind: [2, 999], serial: number) != nil)
    for bad in [[], [1], [3, 1], [0, 40], [1, 40]] as [[UInt32]] {
      #expect(HardwareModule(kind: bad, serial: number) == nil, "\(bad)")
    }
    #expect(
      HardwareModule(kind: [UInt32](repeating: 1, count: 33), serial: number) == nil)
    #expect(HardwareModule(kind: [1, 3], serial: []) == nil)
    #expect(HardwareModule(kind: [1, 3], serial: [UInt8](repeating: 1, count: 65)) == nil)
    let identity = try DeviceIdentity(
      .initial, key: label("idevid"), serial: .of("SN-0001"), hardware: module,
      chain: [certificate])
    #expect(identity.hardware == module)
  }
}
