// SPDX-License-Identifier: Apache-2.0
import Foundation
import TLS
import TestSupport
import Testing

/// Everybody against everybody, in everything that both can do, however the bytes arrive.
@Suite struct MatrixTests {
  static let isExtended = ProcessInfo.processInfo.environment["THINGS_EXTENDED"] != nil

  /// Two parties that share a version, and a mode that both can.
  struct Cell: Sendable, CustomTestStringConvertible {
    let client, server: MatrixParty
    let version: TLSVersion
    let mode: MatrixMode
    let number: Int

    var testDescription: String {
      "\(client.name) to \(server.name), \(version), \(mode.rawValue)"
    }

    var isSlow: Bool { client.isSlow || server.isSlow }

    var suites: [UInt16] {
      mode.suites(version).filter { !client.lacks.contains($0) && !server.lacks.contains($0) }
    }

    static let all: [Cell] = {
      var cells: [Cell] = []
      for client in MatrixParty.all {
        for server in MatrixParty.all {
          for version in [TLSVersion.tls12, .tls13]
          where client.versions.contains(version) && server.versions.contains(version) {
            for mode in MatrixMode.allCases where mode.isPossible(client, server, version) {
              cells.append(
                Cell(
                  client: client, server: server, version: version, mode: mode,
                  number: cells.count))
            }
          }
        }
      }
      return cells
    }()
  }

  @Test func nobodyIsMissing() {
    let cells = Cell.all
    for party in MatrixParty.all {
      for mode in [MatrixMode.mutual, .serverOnly, .sharedKey] {
        #expect(cells.contains { $0.client.name == party.name && $0.mode == mode })
        #expect(cells.contains { $0.server.name == party.name && $0.mode == mode })
      }
    }
    for mode in MatrixMode.allCases { #expect(cells.contains { $0.mode == mode }) }
    #expect(cells.filter { $0.version == .tls12 && $0.mode == .mutual }.count == 25)
    #expect(cells.filter { $0.version == .tls13 && $0.mode == .mutual }.count == 16)
  }

  /// Every suite that both have, byte by byte.
  @Test(arguments: Cell.all)
  func everySuite(cell: Cell) throws {
    // Whoever computes in plain Swift takes them in turns.
    let suites = cell.suites
    let chosen =
      cell.isSlow && !Self.isExtended ? [suites[cell.number % suites.count]] : suites
    for suite in chosen {
      let meeting = try Meeting(cell, suite)
      try meeting.meet(.every(1), says: 20_000)
      if Self.isExtended { try meeting.meet(.random(seed: UInt64(suite)), says: 20_000) }
    }
  }

  /// Each flight in two, at every place: all of them in the extended run, and here as many
  /// as the cells can share.
  @Test(arguments: Cell.all)
  func everyPlace(cell: Cell) throws {
    let suites = cell.suites
    let meeting = try Meeting(cell, suites[cell.number % suites.count])
    let length = try meeting.meet(.none, says: 5)
    let step = Self.isExtended ? 1 : cell.isSlow ? 331 : 29
    for place in stride(from: 1 + cell.number % step, to: length, by: step) {
      try meeting.meet(.at(place), says: 5)
    }
  }

  /// One context on each side, for many links.
  struct Meeting {
    let cell: Cell
    let suite: UInt16
    private let client, server: MatrixParty.Peers

    init(_ cell: Cell, _ suite: UInt16) throws {
      self.cell = cell
      self.suite = suite
      client = try cell.client.peers(
        cell.mode.configuration(.client, cell.version, suite), .client)
      server = try cell.server.peers(
        cell.mode.configuration(.server, cell.version, suite), .server)
    }

    /// Handshake, some bytes each way, goodbye. Answers how many bytes crossed to one side at
    /// most.
    @discardableResult
    func meet(_ splits: Splits, says count: Int) throws -> Int {
      var session: TLSSession?
      if cell.mode == .resumed {
        let first = Link(client: try client(nil), server: try server(nil), splits: .none)
        first.settle()
        session = first.client.sessions.first
        #expect(session != nil)
      }
      let link = Link(client: try client(session), server: try server(nil), splits: splits)
      link.settle()
      let crossed = max(link.toServer.count, link.toClient.count)
      #expect(link.client.error == nil, "\(suite) \(splits)")
      #expect(link.server.error == nil, "\(suite) \(splits)")
      let clients = try #require(link.client.connected)
      let servers = try #require(link.server.connected)
      check(clients, of: .client)
      check(servers, of: .server)

      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
      link.client.send(bytes)
      link.server.send(bytes)
      link.settle()
      #expect(link.server.received == bytes && link.client.received == bytes)
      link.server.close()
      link.settle()
      #expect(link.client.isClosed && link.client.error == nil && link.server.error == nil)
      return crossed
    }

    private func check(_ parameters: NegotiatedParameters, of role: TLSRole) {
      #expect(parameters.version == cell.version && parameters.suite.code == suite)
      #expect(parameters.isResumed == (cell.mode == .resumed))
      let knows =
        switch cell.mode {
        case .sharedKey, .sharedKeyAlone: parameters.identity == TLS12.identity
        case .bareKeys: !parameters.peerKey.isEmpty
        case .serverOnly: parameters.peerCertificate.isEmpty == (role == .server)
        case .mutual, .ed25519, .retry, .resumed: !parameters.peerCertificate.isEmpty
        }
      #expect(knows)
    }
  }
}
