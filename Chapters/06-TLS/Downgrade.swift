/// How a server that speaks TLS 1.3 tells a client that it would have: the last eight
/// bytes of its random spell DOWNGRD, and then the version. The signature over both
/// randoms protects them, where nothing protects the rest of the hello in time.
extension HelloRandom {
  /// `DOWNGRD` and what comes after it (RFC 8446, 4.1.3).
  private static func sentinel(_ i: Int) -> UInt8 {
    switch i {
    case 0: 0x44
    case 1: 0x4F
    case 2: 0x57
    case 3: 0x4E
    case 4: 0x47
    case 5: 0x52
    default: 0x44
    }
  }

  //= rfc8446#4.1.3
  //# If negotiating TLS 1.2, TLS 1.3 servers MUST set the last 8 bytes of
  //# their Random value to the bytes:
  mutating func confessTLS12() {
    for i in 0..<7 { self[24 + i] = HelloRandom.sentinel(i) }
    self[31] = 1
  }

  /// That TLS 1.2, or something older still, was chosen by one who knows better.
  var confessesDowngrade: Bool {
    (0..<7).allSatisfy { self[24 + $0] == HelloRandom.sentinel($0) } && self[31] <= 1
  }
}
