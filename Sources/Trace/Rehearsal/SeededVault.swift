// SPDX-License-Identifier: Apache-2.0
import Primitives
import Synchronization
import TLS

/// Seals tickets and cookies with keys from a seed.
final class SeededVault: Sendable {
  private let vault = Mutex(TicketVault<Cast.Crypto>(lifetime: 86_400))
  private let random: Mutex<SeededRandom>

  init(seed: UInt64) { random = Mutex(SeededRandom(seed: seed)) }

  var sealer: TicketSealer {
    TicketSealer(
      seal: { purpose, contents, date throws(CryptoError) in
        try self.seal(purpose, contents, date)
      },
      open: { purpose, sealed, date throws(CryptoError) in
        try self.open(purpose, sealed, date)
      })
  }

  private func seal(
    _ purpose: SealedPurpose, _ contents: Span<UInt8>, _ date: Int64
  ) throws(CryptoError) -> [UInt8] {
    let contents = array(contents)
    return try vault.withLock { vault throws(CryptoError) in
      try random.withLock { random throws(CryptoError) in
        try vault.seal(purpose, contents.span, date: date, using: &random)
      }
    }
  }

  private func open(
    _ purpose: SealedPurpose, _ sealed: Span<UInt8>, _ date: Int64
  ) throws(CryptoError) -> Secret {
    let sealed = array(sealed)
    return try vault.withLock { vault throws(CryptoError) in
      try vault.open(purpose, sealed.span, date: date)
    }
  }
}
