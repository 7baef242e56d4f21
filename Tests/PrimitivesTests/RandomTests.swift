// SPDX-License-Identifier: Apache-2.0
import MbedTLSBackend
import OpenSSLBackend
import Primitives
import TestSupport
import Testing

/// The random sources of the libraries.
private enum Library: CaseIterable { case openssl, mbedtls }

extension Library {
  func random(_ count: Int) throws -> [UInt8] {
    func draw<Source: RandomSource & ~Copyable>(_ source: consuming Source) throws -> [UInt8] {
      let secret = try source.secret(count: count)
      return (0..<count).map { secret.bytes[$0] }
    }
    return switch self {
    case .openssl: try draw(OpenSSLCrypto.Random())
    case .mbedtls: try draw(MbedTLSCrypto.Random())
    }
  }
}

struct RandomTests {
  /// Sizes on both sides of what one call to the kernel gives.
  @Test(arguments: Library.allCases, [32, 255, 256, 257, 1_000])
  private func everyByteIsFilledAndNoTwoDrawsAgree(library: Library, count: Int) throws {
    let draws = try (0..<8).map { _ in try library.random(count) }
    #expect(Set(draws).count == 8)
    // A byte that is zero in eight draws of eight comes up once in 2⁶⁴.
    #expect((0..<count).allSatisfy { i in draws.contains { $0[i] != 0 } })
  }

  @Test(arguments: Library.allCases)
  private func nothingIsAlsoANumberOfBytes(library: Library) throws {
    #expect(try library.random(0) == [])
  }
}
