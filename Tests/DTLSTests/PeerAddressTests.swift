// SPDX-License-Identifier: Apache-2.0
import DTLS
import Testing

@Test func `An IPv4 address and its IPv6 form are one peer, and its ports are many`() {
  let mapped = PeerAddress(high: 0, low: 0xFFFF_C000_0207, port: 5684)
  #expect(PeerAddress(v4: 0xC000_0207, port: 5684) == mapped)
  #expect(PeerAddress(v4: 0xC000_0207, port: 5683) < mapped)
  #expect(mapped < PeerAddress(high: 1, low: 0, port: 0))
}
