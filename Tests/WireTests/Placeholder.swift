import TestSupport
import Testing

@Test func hexWorks() { #expect(hex("0a 0B") == [10, 11]) }
