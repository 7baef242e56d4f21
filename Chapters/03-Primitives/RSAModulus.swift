/// An odd number n of any length to calculate modulo; nothing about it is secret.
struct RSAModulus: ~Copyable {
  /// The lowest limb first, and the highest not zero.
  let limbs: [Limb]
  let bitWidth: Int
  /// −1 / n modulo 2ʷ.
  private let negativeInverse: Limb
  /// R² modulo n, where R is 2ʷ to the power of `limbs.count`.
  private(set) var squareOfR: [Limb]

  /// Big-endian digits of an odd number, the first of them not zero.
  init(_ digits: Span<UInt8>) {
    let size = Limb.bitWidth / 8
    let count = (digits.count &+ size &- 1) / size
    var limbs = [Limb](repeating: 0, count: count)
    Self.read(digits, into: &limbs)
    self.limbs = limbs
    bitWidth = count &* Limb.bitWidth &- limbs[count &- 1].leadingZeroBitCount
    // Newton's step doubles how many bits are right; of n itself there are three.
    var inverse = limbs[0]
    for _ in 0..<5 { inverse = inverse &* (2 &- limbs[0] &* inverse) }
    negativeInverse = 0 &- inverse
    squareOfR = []
    squareOfR = makeSquareOfR()
  }

  /// From 2ᵇ⁻¹, which is less than n, we double until it is R 2ʲ, where j is a 32nd of the
  /// bits of R, and then square five times: (R x)² / R is R x².
  private func makeSquareOfR() -> [Limb] {
    let bits = limbs.count &* Limb.bitWidth
    var square = [Limb](repeating: 0, count: limbs.count)
    square[limbs.count &- 1] = 1 << Limb((bitWidth &- 1) % Limb.bitWidth)
    for _ in 0..<(bits &- bitWidth &+ 1 &+ bits / 32) { double(&square) }
    for _ in 0..<5 {
      let root = square
      multiply(root, root, into: &square)
    }
    return square
  }

  private func double(_ number: inout [Limb]) {
    var carry: Limb = 0
    for i in number.indices {
      let limb = number[i]
      number[i] = limb << 1 | carry
      carry = limb >> Limb(Limb.bitWidth &- 1)
    }
    reduceOnce(&number, carry)
  }
}

extension RSAModulus {
  /// a b / R modulo n, for a and b less than n (Koç, Acar, Kaliski 1996, CIOS).
  func multiply(_ a: [Limb], _ b: [Limb], into t: inout [Limb]) {
    let n = limbs.span
    let a = a.span
    let b = b.span
    var sum = t.mutableSpan
    for j in sum.indices { sum[j] = 0 }
    var top: Limb = 0
    for i in a.indices {
      let digit = a[i]
      let factor = (digit &* b[0] &+ sum[0]) &* negativeInverse
      var (carry, low) = multiplyAdd(digit, b[0], sum[0], 0)
      var (reduced, _) = multiplyAdd(factor, n[0], low, 0)
      for j in 1..<n.count {
        (carry, low) = multiplyAdd(digit, b[j], sum[j], carry)
        (reduced, sum[j &- 1]) = multiplyAdd(factor, n[j], low, reduced)
      }
      var above: Limb = 0
      sum[n.count &- 1] = add(carry, reduced, &above)
      var over: Limb = 0
      sum[n.count &- 1] = add(sum[n.count &- 1], top, &over)
      top = above &+ over
    }
    reduceOnce(&t, top)
  }

  /// Subtracts n from a number less than 2 n, whose highest bit is `carry`, if it can.
  private func reduceOnce(_ number: inout [Limb], _ carry: Limb) {
    guard carry != 0 || !isGreater(than: number) else { return }
    var borrow: Limb = 0
    for i in limbs.indices { number[i] = subtract(number[i], limbs[i], &borrow) }
  }

  func isGreater(than number: [Limb]) -> Bool {
    for i in limbs.indices.reversed() where limbs[i] != number[i] {
      return limbs[i] > number[i]
    }
    return false
  }

  /// Big-endian bytes, no more than the limbs hold.
  static func read(_ bytes: Span<UInt8>, into limbs: inout [Limb]) {
    for i in limbs.indices { limbs[i] = 0 }
    let size = Limb.bitWidth / 8
    for i in bytes.indices {
      let weight = bytes.count &- 1 &- i
      limbs[weight / size] |= Limb(bytes[i]) << Limb(8 &* (weight % size))
    }
  }
}
