// SPDX-License-Identifier: Apache-2.0
import TLS
import Testing

/// What cannot work is refused before the first byte, by every engine in the same words.
@Suite struct ConfigurationTests {
  struct Mistake: Sendable, CustomTestStringConvertible {
    let name: String
    let role: TLSRole
    let fault: ConfigurationFault
    let make: @Sendable (PKI, inout Setup) -> Void
    var testDescription: String { name }

    init(
      _ name: String, _ role: TLSRole, _ fault: ConfigurationFault,
      _ make: @escaping @Sendable (PKI, inout Setup) -> Void
    ) {
      self.name = name
      self.role = role
      self.fault = fault
      self.make = make
    }
  }

  static let mistakes = [
    Mistake("no roots", .client, .roots) { $1.roots = [] },
    Mistake("no roots for clients", .server, .roots) { $1.roots = [] },
    Mistake("garbage for a root", .client, .roots) { $1.roots = [[0x30, 0x03, 1, 2, 3]] },
    Mistake("an empty root", .client, .roots) { $1.roots = [[]] },
    Mistake("a root and one byte more", .client, .roots) { $1.roots = [$0.root + [0]] },
    Mistake("a root cut short", .server, .roots) { $1.roots = [Array($0.root.dropLast())] },
    Mistake("no expected name", .client, .expectedName) { $1.expectedName = nil },
    Mistake("a server with an expected name", .server, .expectedName) {
      $1.expectedName = PKI.host
    },
    Mistake("an empty name", .client, .expectedName) { $1.expectedName = .dns([]) },
    Mistake("a zero in the name", .client, .expectedName) {
      $1.expectedName = .dns(Array("broker.example\0.evil.example".utf8))
    },
    Mistake("a dot at the end", .client, .expectedName) {
      $1.expectedName = .dns(Array("broker.example.".utf8))
    },
    Mistake("a wildcard asked for", .client, .expectedName) {
      $1.expectedName = .dns(Array("*.example".utf8))
    },
    Mistake("a label of 64", .client, .expectedName) {
      $1.expectedName = .dns([UInt8](repeating: 0x61, count: 64))
    },
    Mistake("an address as a name", .client, .expectedName) {
      $1.expectedName = .dns(Array("192.0.2.7".utf8))
    },
    Mistake("two dots", .client, .expectedName) {
      $1.expectedName = .dns(Array("broker..example".utf8))
    },
    Mistake("an address of 5 bytes", .client, .expectedName) {
      $1.expectedName = .ip([1, 2, 3, 4, 5])
    },
    Mistake("a server without identity", .server, .chain) { $1.identity = nil },
    Mistake("a key without chain", .client, .chain) { $1.identity?.chain = [] },
    Mistake("garbage for a chain", .client, .chain) { $1.identity?.chain = [[1, 2, 3]] },
    Mistake("garbage behind the end entity", .server, .chain) {
      $1.identity?.chain.append([1, 2, 3])
    },
    Mistake("an unreadable key", .client, .privateKey) { $1.identity?.privateKey = [1, 2, 3] },
    Mistake("an empty key", .server, .privateKey) { $1.identity?.privateKey = [] },
    Mistake("a key and one byte more", .server, .privateKey) { $1.identity?.privateKey += [0] },
    Mistake("another's key", .server, .keyDoesNotMatchChain) {
      $1.identity?.privateKey = $0.device.privateKey
    },
    Mistake("another's certificate", .client, .keyDoesNotMatchChain) {
      $1.identity?.chain = $0.server.chain
    },
    Mistake("a suite that there is not", .client, .suites) { $1.suites = [0x1399] },
    Mistake("a suite with no encryption", .server, .suites) { $1.suites = [0x0000] },
    Mistake("a suite without forward secrecy", .client, .suites) { $1.suites = [0x009C] },
    Mistake("a suite that authenticates too late", .server, .suites) { $1.suites = [0xC023] },
    Mistake("only suites of another version", .client, .suites) {
      $1.versions = .tls12 ... .tls12
      $1.suites = [0x1301]
    },
    Mistake("a version of the past", .client, .versions) {
      $1.versions = TLSVersion(code: 0x0301)...TLSVersion(code: 0x0302)
    },
    Mistake("a version of the past allowed", .server, .versions) {
      $1.versions = TLSVersion(code: 0x0302)...(.tls13)
    },
    Mistake("a version of the future", .client, .versions) {
      $1.versions = .tls13...TLSVersion(code: 0x0305)
    },
    Mistake("an empty protocol name", .client, .applicationProtocols) {
      $1.applicationProtocols = [""]
    },
    Mistake("a protocol name of 256 bytes", .server, .applicationProtocols) {
      $1.applicationProtocols = [String(repeating: "a", count: 256)]
    },
    Mistake("more protocols than fit", .client, .applicationProtocols) {
      $1.applicationProtocols = Array(repeating: String(repeating: "a", count: 255), count: 256)
    },
  ]

  @Test(arguments: Engine.all, mistakes)
  func aMistakeIsNamed(engine: Engine, mistake: Mistake) throws {
    var setup = try mistake.role == .client ? Setup.client() : Setup.server()
    mistake.make(try PKI.shared.get(), &setup)
    do {
      _ = try engine.connect(setup)
      Issue.record("accepted")
    } catch let error as TLSError {
      #expect(error.cause == .configuration(mistake.fault))
      #expect(error.peer == nil)
    }
  }

  @Test(arguments: Engine.all)
  func aVersionThatTheEngineLacksIsSaid(engine: Engine) throws {
    let setup = try Setup.client().with(\.versions, .tls13 ... .tls13)
    if engine.versions.contains(.tls13) {
      #expect(try engine.connect(setup).error == nil)
    } else {
      #expect(throws: TLSError(.configuration(.versions))) { try engine.connect(setup) }
    }
  }

  /// The device keeps its own chain and key, so a name is 1 to 63 bytes between dots.
  @Test(arguments: ["a", "a-b.c_d.EXAMPLE", String(repeating: "a", count: 63) + ".b", "1.2.x3"])
  func aHostNameIsTaken(name: String) throws {
    for engine in Engine.all {
      let setup = try Setup.client().with(\.expectedName, .dns(Array(name.utf8)))
      #expect(try engine.connect(setup).error == nil)
    }
  }
}
