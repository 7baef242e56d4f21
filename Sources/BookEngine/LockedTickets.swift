// SPDX-License-Identifier: Apache-2.0
import Primitives
import Synchronization
import SystemRandom
import TLS
import Wire

extension TicketSealer {
  /// A vault that connections take turns at.
  static func locking<Crypto: CryptoProvider>(
    _ vault: consuming TicketVault<Crypto>
  ) -> TicketSealer {
    let locked = LockedVault(vault)
    return TicketSealer(
      seal: { purpose, contents, date throws(CryptoError) in
        try locked.seal(purpose, contents, date)
      },
      open: { purpose, sealed, date throws(CryptoError) in
        try locked.open(purpose, sealed, date)
      })
  }
}

private final class LockedVault<Crypto: CryptoProvider>: Sendable {
  private let vault: Mutex<Unshared<TicketVault<Crypto>>>

  init(_ vault: consuming TicketVault<Crypto>) { self.vault = Mutex(Unshared(vault)) }

  func seal(
    _ purpose: SealedPurpose, _ contents: Span<UInt8>, _ date: Int64
  ) throws(CryptoError) -> [UInt8] {
    try vault.withLock { vault throws(CryptoError) in
      var random = SystemRandom()
      return try vault.value.seal(purpose, contents, date: date, using: &random)
    }
  }

  func open(
    _ purpose: SealedPurpose, _ sealed: Span<UInt8>, _ date: Int64
  ) throws(CryptoError) -> Secret {
    try vault.withLock { vault throws(CryptoError) in
      try vault.value.open(purpose, sealed, date: date)
    }
  }
}

extension ReplayFilter {
  /// A register that connections take turns at, by a clock of its own.
  ///
  /// The vault's keys are as old as the register: a ticket from before its first moment opens
  /// for nobody, so nothing of that time can come again, and it need not wait for its window.
  static func locking() -> ReplayFilter {
    let window = Wire.Duration.seconds(20)
    let start = SuspendingClock.now
    let register = LockedRegister(
      StrikeRegister(capacity: 4096, window: window, startedAt: Instant(nanoseconds: 0)))
    return ReplayFilter { thing, _ in
      let (seconds, attoseconds) = (SuspendingClock.now - start).components
      let passed = Wire.Duration(
        nanoseconds: UInt64(max(0, seconds)) &* 1_000_000_000
          &+ UInt64(max(0, attoseconds / 1_000_000_000)))
      return register.isFirst(thing, at: Instant(nanoseconds: 0) + window + passed)
    }
  }
}

private final class LockedRegister: Sendable {
  private let register: Mutex<StrikeRegister>

  init(_ register: StrikeRegister) { self.register = Mutex(register) }

  func isFirst(_ thing: Span<UInt8>, at now: Instant) -> Bool {
    register.withLock { $0.isFirst(thing, at: now) }
  }
}
