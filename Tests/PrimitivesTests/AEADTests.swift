// SPDX-License-Identifier: Apache-2.0
import Foundation
import OpenSSLBackend
import Primitives
import TestSupport
import Testing

/// What every AEAD of every provider must do.
struct AEADTests {
  /// What a provider lacks throws `.unsupported`, whatever the key; what it has takes keys.
  @Test(arguments: allAEADs)
  func whatIsLackingSaysSo(aead: AEADAlgorithm) {
    func check<A: AEAD & ~Copyable>(_: A.Type) {
      for length in aead.keyLengths {
        let key = [UInt8](repeating: 1, count: length)
        let error = refusal { () throws(CryptoError) in _ = try A(key: key.span) }
        #expect(error == (A.isAvailable ? nil : .unsupported))
      }
      if A.isAvailable { #expect(A.nonceLength == 12 && A.tagLength == aead.tagLength) }
    }
    check(aead.type)
  }

  @Test(arguments: aeadPairs)
  func whatOneSealsTheOtherOpensWithOneKeyForManyMessages(pair: AEADPair) throws {
    func check<A: AEAD & ~Copyable, B: AEAD & ~Copyable>(_: A.Type, _: B.Type) throws {
      var random = SeededRandom(seed: 2)
      for keyLength in pair.sealer.keyLengths {
        let key = random.bytes(keyLength)
        var a = try A(key: key.span)
        var b = try B(key: key.span)
        for length in 0...300 {
          let plaintext = random.bytes(length)
          let data = random.bytes(.random(in: 0...40, using: &random))
          let nonce = random.bytes(12)
          var text = plaintext
          var tag = [UInt8](repeating: 0, count: pair.sealer.tagLength)
          try a.seal(&text, nonce: nonce, data: data, tag: &tag)
          #expect(text != plaintext || plaintext.count < 8)
          try b.open(&text, nonce: nonce, data: data, tag: tag)
          #expect(text == plaintext)
        }
      }
    }
    try check(pair.sealer.type, pair.opener.type)
  }

  /// A record that arrives short, or with any one bit changed, is never released.
  @Test(arguments: aeads)
  func anyChangeIsRefusedAndTheTextWiped(aead algorithm: AEADAlgorithm) throws {
    func check<A: AEAD & ~Copyable>(_: A.Type) throws {
      var random = SeededRandom(seed: 3)
      let key = random.bytes(algorithm.keyLengths[0])
      var aead = try A(key: key.span)
      for round in 0..<400 {
        let plaintext = random.bytes(.random(in: 1...100, using: &random))
        let (nonce, data) = (random.bytes(12), random.bytes(5))
        var text = plaintext
        var tag = [UInt8](repeating: 0, count: algorithm.tagLength)
        try aead.seal(&text, nonce: nonce, data: data, tag: &tag)
        var intact = text
        var parts = [text, nonce, data, tag]
        if round % 5 == 4 {
          parts[0].removeLast()
        } else {
          let bit = Int.random(in: 0..<parts[round % 5].count * 8, using: &random)
          parts[round % 5][bit / 8] ^= 1 << (bit % 8)
        }
        var changed = parts[0]
        let error = refusal { () throws(CryptoError) in
          try aead.open(&changed, nonce: parts[1], data: parts[2], tag: parts[3])
        }
        #expect(error == .authenticationFailed)
        #expect(changed.allSatisfy { $0 == 0 })
        // A forgery does the key no harm: the genuine message still opens.
        try aead.open(&intact, nonce: nonce, data: data, tag: tag)
        #expect(intact == plaintext)
      }
    }
    try check(algorithm.type)
  }

  @Test(arguments: aeads, [0, 1, 15, 16, 17, 24, 31, 32, 33])
  func keysOfOtherLengthsAreRefused(aead: AEADAlgorithm, length: Int) {
    func check<A: AEAD & ~Copyable>(_: A.Type) {
      let key = [UInt8](repeating: 1, count: length)
      let error = refusal { () throws(CryptoError) in _ = try A(key: key.span) }
      #expect(error == (aead.keyLengths.contains(length) ? nil : .wrongKeyLength(length)))
    }
    check(aead.type)
  }

  @Test(
    arguments: aeads,
    [(0, 0), (11, 0), (13, 0), (13, 1), (12, -8), (12, -1), (12, 1), (12, 8)]
      as [(nonce: Int, moreTag: Int)])
  func noncesAndTagsOfOtherLengthsAreRefusedBeforeAnythingIsTouched(
    aead algorithm: AEADAlgorithm, lengths: (nonce: Int, moreTag: Int)
  ) throws {
    func check<A: AEAD & ~Copyable>(_: A.Type) throws {
      let key = [UInt8](repeating: 1, count: algorithm.keyLengths[0])
      var aead = try A(key: key.span)
      let tagLength = algorithm.tagLength + lengths.moreTag
      let nonce = [UInt8](repeating: 2, count: lengths.nonce)
      var tag = [UInt8](repeating: 3, count: tagLength)
      var text = [UInt8](repeating: 4, count: 20)
      let expected: CryptoError =
        lengths.nonce == 12 ? .wrongTagLength(tagLength) : .wrongNonceLength(lengths.nonce)
      let sealing = refusal { () throws(CryptoError) in
        try aead.seal(&text, nonce: nonce, tag: &tag)
      }
      let opening = refusal { () throws(CryptoError) in
        try aead.open(&text, nonce: nonce, tag: tag)
      }
      #expect(sealing == expected && opening == expected)
      #expect(text == [UInt8](repeating: 4, count: 20))
      #expect(tag == [UInt8](repeating: 3, count: tagLength))
    }
    try check(algorithm.type)
  }

  /// Text, nonce, data and tag, every bit of each.
  @Test(arguments: aeads)
  func everyBitCounts(aead algorithm: AEADAlgorithm) throws {
    func check<A: AEAD & ~Copyable>(_: A.Type) throws {
      var random = SeededRandom(seed: 4)
      for keyLength in algorithm.keyLengths {
        let key = random.bytes(keyLength)
        var aead = try A(key: key.span)
        let (nonce, data) = (random.bytes(12), random.bytes(3))
        var text = random.bytes(17)
        var tag = [UInt8](repeating: 0, count: algorithm.tagLength)
        try aead.seal(&text, nonce: nonce, data: data, tag: &tag)
        let parts = [text, nonce, data, tag]
        for part in parts.indices {
          for bit in 0..<parts[part].count * 8 {
            var changed = parts
            changed[part][bit / 8] ^= 1 << (bit % 8)
            var opened = changed[0]
            let error = refusal { () throws(CryptoError) in
              try aead.open(&opened, nonce: changed[1], data: changed[2], tag: changed[3])
            }
            #expect(error == .authenticationFailed)
            #expect(opened == [UInt8](repeating: 0, count: 17))
          }
        }
      }
    }
    try check(algorithm.type)
  }

  /// Cut anywhere, and with bytes moved from the text to the data or the other way.
  @Test(arguments: aeads)
  func whatIsCutOrMovedIsRefused(aead algorithm: AEADAlgorithm) throws {
    var random = SeededRandom(seed: 5)
    let key = random.bytes(algorithm.keyLengths[0])
    let (nonce, data) = (random.bytes(12), random.bytes(40))
    var text = random.bytes(40)
    let tag = try algorithm.seal(&text, key: key, nonce: nonce, data: data)
    let forgeries: [(text: [UInt8], data: [UInt8])] =
      (0..<40).map { (Array(text.prefix($0)), data) }
      + (0..<40).map { (text, Array(data.prefix($0))) }
      + (0..<40).map { (Array(text.dropFirst($0 + 1)), data + text.prefix($0 + 1)) }
      + (1...16).map { (text + [UInt8](repeating: 0, count: $0), data) }
      + (1...16).map { (text, data + [UInt8](repeating: 0, count: $0)) }
    for forgery in forgeries {
      var opened = forgery.text
      let error = refusal { () throws(CryptoError) in
        try algorithm.open(&opened, key: key, nonce: nonce, data: forgery.data, tag: tag)
      }
      #expect(error == .authenticationFailed)
      #expect(opened == [UInt8](repeating: 0, count: forgery.text.count))
    }
  }

  /// CCM writes the length of the data in two bytes below 0xFF00, and in six from there on.
  @Test(arguments: aeadPairs, [0, 1, 15, 16, 17, 0xFEFF, 0xFF00, 0xFF01, 0x1_0000, 0x1_0007])
  func dataOfEveryKindOfLength(pair: AEADPair, length: Int) throws {
    var random = SeededRandom(seed: 6)
    for keyLength in pair.sealer.keyLengths {
      let (key, nonce) = (random.bytes(keyLength), random.bytes(12))
      let data = random.bytes(length)
      for plaintext in [[], random.bytes(21)] {
        var text = plaintext
        var tag = [UInt8](repeating: 0, count: pair.sealer.tagLength)
        let sealing = refusal { () throws(CryptoError) in
          tag = try pair.sealer.seal(&text, key: key, nonce: nonce, data: data)
        }
        #expect(sealing == tooLong(length, pair.sealer))
        if sealing != nil { #expect(text == plaintext) }
        let opening = refusal { () throws(CryptoError) in
          try pair.opener.open(&text, key: key, nonce: nonce, data: data, tag: tag)
        }
        if let refused = tooLong(length, pair.opener) {
          #expect(opening == refused)
        } else {
          #expect(opening == (sealing == nil ? nil : .authenticationFailed))
          #expect(sealing != nil || text == plaintext)
        }
      }
    }
  }

  private func tooLong(_ length: Int, _ aead: AEADAlgorithm) -> CryptoError? {
    length > aead.dataLimit ? .tooLong(limit: aead.dataLimit) : nil
  }

  /// Many batches of blocks, and one more or fewer.
  @Test(arguments: aeadPairs, [511, 512, 513, 4_095, 16_384, 66_001])
  func longTexts(pair: AEADPair, length: Int) throws {
    var random = SeededRandom(seed: 7)
    let (key, nonce) = (random.bytes(pair.sealer.keyLengths[0]), random.bytes(12))
    let plaintext = random.bytes(length)
    var text = plaintext
    let tag = try pair.sealer.seal(&text, key: key, nonce: nonce)
    try pair.opener.open(&text, key: key, nonce: nonce, tag: tag)
    #expect(text == plaintext)
  }

  @Test(arguments: aeads)
  func aTagAppendedIsTheTagApart(aead algorithm: AEADAlgorithm) throws {
    func check<A: AEAD & ~Copyable>(_: A.Type) throws {
      var random = SeededRandom(seed: 8)
      let key = random.bytes(algorithm.keyLengths[0])
      var aead = try A(key: key.span)
      for length in [0, 1, 16, 33, 300] {
        let (nonce, data) = (random.bytes(12), random.bytes(7))
        let plaintext = random.bytes(length)
        var text = plaintext
        let tag = try algorithm.seal(&text, key: key, nonce: nonce, data: data)
        var buffer = plaintext + [UInt8](repeating: 9, count: algorithm.tagLength)
        try sealAppending(&aead, &buffer, nonce, data)
        #expect(buffer == text + tag)
        var changed = buffer
        changed[length] ^= 1
        #expect(try openAppended(&aead, &buffer, nonce, data) == length)
        #expect(buffer.prefix(length) == plaintext[...])
        let error = refusal { () throws(CryptoError) in
          _ = try openAppended(&aead, &changed, nonce, data)
        }
        #expect(error == .authenticationFailed)
        #expect(changed.prefix(length).allSatisfy { $0 == 0 })
      }
    }
    try check(algorithm.type)
  }

  /// Too short for a tag, so there is no text in it either.
  @Test(arguments: aeads)
  func aBufferShorterThanATagIsRefused(aead algorithm: AEADAlgorithm) throws {
    func check<A: AEAD & ~Copyable>(_: A.Type) throws {
      let key = [UInt8](repeating: 1, count: algorithm.keyLengths[0])
      var aead = try A(key: key.span)
      let nonce = [UInt8](repeating: 2, count: 12)
      for length in 0..<algorithm.tagLength {
        var buffer = [UInt8](repeating: 4, count: length)
        let sealing = refusal { () throws(CryptoError) in
          try sealAppending(&aead, &buffer, nonce, [])
        }
        let opening = refusal { () throws(CryptoError) in
          _ = try openAppended(&aead, &buffer, nonce, [])
        }
        #expect(sealing == .wrongTagLength(length) && opening == .wrongTagLength(length))
        #expect(buffer == [UInt8](repeating: 4, count: length))
      }
    }
    try check(algorithm.type)
  }

  private func sealAppending<A: AEAD & ~Copyable>(
    _ aead: inout A, _ buffer: inout [UInt8], _ nonce: [UInt8], _ data: [UInt8]
  ) throws(CryptoError) {
    var buffer = buffer.mutableSpan
    try aead.seal(appendingTagTo: &buffer, nonce: nonce.span, authenticating: data.span)
  }

  private func openAppended<A: AEAD & ~Copyable>(
    _ aead: inout A, _ buffer: inout [UInt8], _ nonce: [UInt8], _ data: [UInt8]
  ) throws(CryptoError) -> Int {
    var buffer = buffer.mutableSpan
    return try aead.open(
      tagAppendedTo: &buffer, nonce: nonce.span, authenticating: data.span)
  }

  /// Its length has three bytes, as has its counter, so a longer text would use the stream
  /// again from its beginning. These bytes belong to nobody: whoever reads one, crashes.
  @Test(arguments: AEADAlgorithm.named("AES-CCM") + AEADAlgorithm.named("AES-CCM-8"))
  func moreThanCCMCanCountIsRefusedBeforeAnythingIsTouched(aead: AEADAlgorithm) throws {
    try refusesUnread(aead.type, tag: aead.tagLength, count: 1 << 24, limit: 16_777_215)
  }

  /// 64 GiB less two blocks, which no test has time to seal.
  @Test func moreThanGCMCanCountIsRefusedBeforeAnythingIsTouched() throws {
    let limit = 1 << 36 - 32
    try refusesUnread(PortableCrypto.AESGCM.self, tag: 16, count: limit + 1, limit: limit)
  }

  private func refusesUnread<A: AEAD & ~Copyable>(
    _: A.Type, tag tagLength: Int, count: Int, limit: Int
  ) throws {
    let pages = try #require(
      mmap(nil, count, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0))
    try #require(pages != MAP_FAILED)
    defer { munmap(pages, count) }
    var text = UnsafeMutableBufferPointer(
      start: pages.assumingMemoryBound(to: UInt8.self), count: count
    ).mutableSpan
    var aead = try A(key: [UInt8](repeating: 1, count: 16).span)
    let nonce = [UInt8](repeating: 2, count: 12)
    var tag = [UInt8](repeating: 3, count: tagLength)
    let sealing = refusal { () throws(CryptoError) in
      var tag = tag.mutableSpan
      try aead.seal(&text, nonce: nonce.span, authenticating: nonce.span, tag: &tag)
    }
    let opening = refusal { () throws(CryptoError) in
      try aead.open(&text, nonce: nonce.span, authenticating: nonce.span, tag: tag.span)
    }
    #expect(sealing == .tooLong(limit: limit) && opening == .tooLong(limit: limit))
    #expect(tag == [UInt8](repeating: 3, count: tagLength))
  }

  /// OpenSSL counts in a C int. These bytes belong to nobody: whoever reads one, crashes.
  @Test func moreThanOpenSSLCanCountIsRefusedBeforeAnythingIsTouched() throws {
    let count = Int(Int32.max) + 1
    let pages = try #require(
      mmap(nil, count, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0))
    try #require(pages != MAP_FAILED)
    defer { munmap(pages, count) }
    let bytes = UnsafeMutableBufferPointer(
      start: pages.assumingMemoryBound(to: UInt8.self), count: count)
    var text = bytes.mutableSpan
    var aead = try OpenSSLCrypto.AESGCM(key: [UInt8](repeating: 1, count: 16).span)
    let nonce = [UInt8](repeating: 2, count: 12)
    var tag = [UInt8](repeating: 3, count: 16)
    let error = refusal { () throws(CryptoError) in
      var tag = tag.mutableSpan
      try aead.seal(&text, nonce: nonce.span, authenticating: nonce.span, tag: &tag)
    }
    #expect(error == .tooLong(limit: Int(Int32.max)))
    #expect(tag == [UInt8](repeating: 3, count: 16))
  }
}
