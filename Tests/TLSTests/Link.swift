// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

/// Where the network cuts what one side wrote at once: anywhere.
enum Splits: Sendable, Equatable {
  case none
  case every(Int)
  case random(seed: UInt64)
  /// Each flight in two, behind so many bytes.
  case at(Int)
}

/// A client and a server with bytes in flight between them.
final class Link {
  let client, server: any Endpoint
  private let splits: Splits
  private var random: SeededRandom
  /// What crossed so far, to the server and to the client.
  private(set) var toServer: [UInt8] = []
  private(set) var toClient: [UInt8] = []

  init(client: any Endpoint, server: any Endpoint, splits: Splits) {
    self.client = client
    self.server = server
    self.splits = splits
    let seed: UInt64 = if case .random(let seed) = splits { seed } else { 0 }
    random = SeededRandom(seed: seed)
  }

  /// Lets both talk until both are silent.
  func settle() {
    while true {
      let (up, down) = (client.departing(), server.departing())
      if up.isEmpty && down.isEmpty { return }
      toServer += up
      toClient += down
      for piece in cut(up) { server.handle(piece) }
      for piece in cut(down) { client.handle(piece) }
    }
  }

  func cut(_ bytes: [UInt8]) -> [[UInt8]] {
    var rest = bytes[...]
    var pieces: [[UInt8]] = []
    while !rest.isEmpty {
      let length =
        switch splits {
        case .none: rest.count
        case .every(let length): length
        case .random: Int.random(in: 1...700, using: &random)
        case .at(let place): pieces.isEmpty ? place : rest.count
        }
      pieces.append(Array(rest.prefix(length)))
      rest = rest.dropFirst(length)
    }
    return pieces
  }
}
