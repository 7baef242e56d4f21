// SPDX-License-Identifier: Apache-2.0
import Certificates

/// A chain before both readers.
struct Trial {
  /// Where the two differ.
  struct Difference: Hashable {
    /// Of a certificate, or of the path.
    enum Level: String { case reading, path }

    var level: Level
    var book: Verdict
    var library: Verdict
  }

  var differences: [Difference] = []
  var bothAccept = false
  var wasRead = false

  init(_ chain: Chain, _ question: Question) throws {
    var ours: [Certificate] = []
    var theirs: [Library] = []
    for der in chain.certificates {
      let (certificate, book) = Book.read(der)
      let (library, other) = Library.read(der)
      if book.isAcceptance != other.isAcceptance {
        differences.append(Difference(level: .reading, book: book, library: other))
      }
      if let certificate { ours.append(certificate) }
      if other.isAcceptance, let library { theirs.append(library) }
    }
    guard ours.count == chain.certificates.count, theirs.count == ours.count else { return }
    wasRead = true
    let book = Book.verdict(ours, question)
    let library = try Library.verdict(theirs, question)
    bothAccept = book.isAcceptance && library.isAcceptance
    if book.isAcceptance != library.isAcceptance {
      differences.append(Difference(level: .path, book: book, library: library))
    }
  }
}

/// A chain of which some certificates were bent, and signed again.
struct Mutant {
  var chain: Chain

  init(_ seeds: [Chain], spare: [Node], _ dice: inout Dice) throws {
    chain = dice.one(of: seeds)
    for _ in 0..<(dice.once(in: 6) ? 2 : 1) {
      let place = dice.below(chain.certificates.count)
      chain.certificates[place] = try Self.bent(
        chain.certificates[place], chain.issuerKey(of: place), spare: spare, &dice)
    }
  }

  private static func bent(
    _ der: [UInt8], _ key: TestKey, spare: [Node], _ dice: inout Dice
  ) throws -> [UInt8] {
    guard var whole = Node.parse(der[...])?.first, var parts = whole.children, parts.count == 3
    else { return der }
    if dice.once(in: 12) {
      // Without a new signature: what the outermost layer is made of.
      whole.mutate(&dice, spare: spare)
      var bytes = whole.encoded()
      if dice.once(in: 4) { bytes += dice.bytes(1 + dice.below(3)) }
      if dice.once(in: 4), !bytes.isEmpty { bytes.removeLast(1 + dice.below(min(bytes.count, 40))) }
      return bytes
    }
    for _ in 0...(dice.once(in: 3) ? 1 : 0) { parts[0].mutate(&dice, spare: spare) }
    // Both places name the algorithm, mostly.
    if !dice.once(in: 20), let fields = parts[0].children {
      let place = fields.first?.tag == 0xa0 ? 2 : 1
      if fields.indices.contains(place) { parts[1] = fields[place] }
    }
    let signed = parts[0].encoded()
    var signature = Node(tag: 0x03, content: [0] + (try key.sign(signed)))
    if dice.once(in: 40) { signature.mutate(&dice, spare: spare) }
    parts[2] = signature
    whole.children = parts
    return whole.encoded()
  }
}
