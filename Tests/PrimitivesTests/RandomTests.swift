// SPDX-License-Identifier: Apache-2.0
import Primitives
import Testing

struct RandomTests {
  /// Sizes on both sides of what one call to the kernel gives.
  @Test(arguments: providers, [32, 255, 256, 257, 1_000])
  func everyByteIsFilledAndNoTwoDrawsAgree(provider: Provider, count: Int) throws {
    let draws = try (0..<8).map { _ in try provider.type.random(count) }
    #expect(Set(draws).count == 8)
    // A byte that is zero in eight draws of eight comes up once in 2⁶⁴.
    #expect((0..<count).allSatisfy { i in draws.contains { $0[i] != 0 } })
  }

  @Test(arguments: providers)
  func nothingIsAlsoANumberOfBytes(provider: Provider) throws {
    #expect(try provider.type.random(0) == [])
  }
}
