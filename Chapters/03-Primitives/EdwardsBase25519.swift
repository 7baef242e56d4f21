/// A scalar written as 256 digits that are all 1 or −1, and the four of them that stand 64
/// apart taken at once: a comb with four teeth (Lim and Lee 1994; Hamburg 2012).
struct Comb25519: BitwiseCopyable {
  private let digits: Limbs256

  /// Bit i of (scalar + 2²⁵⁶ − 1) / 2 says whether the digit i is 1.
  init(_ scalar: Scalar25519) {
    digits = (scalar * Self.half + Self.halfOfOnes).number
  }

  /// 1 / 2, in Montgomery's form.
  private static var half: Scalar25519 {
    Scalar25519(
      montgomery: Limbs256(
        0x0FFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF,
        0x6DE7_2AE9_8B3A_B623, 0x977F_4A47_7547_3485))
  }

  /// (2²⁵⁶ − 1) / 2, in Montgomery's form.
  private static var halfOfOnes: Scalar25519 {
    Scalar25519(
      montgomery: Limbs256(
        0x09CC_A08D_BE18_4D1E, 0xE776_39E9_0BFA_DF33,
        0x996E_59B8_1D7B_7EC1, 0xBE9F_5351_B877_90DF))
  }

  /// The four digits i, 64 + i, 128 + i and 192 + i times their points, added up.
  /// The whole table is read, whichever of its points is wanted.
  subscript(_ i: Int) -> EdwardsAddend25519 {
    let isNegative = mask(1 ^ bit(192 &+ i))
    let wanted = bit(i) | bit(64 &+ i) << 1 | bit(128 &+ i) << 2
    let index = wanted ^ (isNegative & 7)
    var words = InlineArray<12, UInt64>(repeating: 0)
    for row in 0..<8 {
      let isRow = zeroMask(index ^ Limb(truncatingIfNeeded: row))
      let mask = UInt64(truncatingIfNeeded: Int(bitPattern: isRow))
      for i in words.indices { words[i] |= mask & Self.table[12 &* row &+ i] }
    }
    var addend = EdwardsAddend25519(
      sum: Field25519(Limbs256(words[0], words[1], words[2], words[3])),
      difference: Field25519(Limbs256(words[4], words[5], words[6], words[7])),
      product: Field25519(Limbs256(words[8], words[9], words[10], words[11])))
    addend.negate(where: isNegative)
    return addend
  }

  private func bit(_ index: Int) -> Limb {
    digits[index / Limb.bitWidth] >> (index % Limb.bitWidth) & 1
  }

  /// Row j: the base point times 2¹⁹² ± 2¹²⁸ ± 2⁶⁴ ± 1, the lowest sign that of bit 0 of j,
  /// as y + x, y − x and 2 d x y.
  private static let table: InlineArray<96, UInt64> = [
    0x4BCE944648086827, 0x6483C2EEAA458B51, 0x8B93D91CD39A4854, 0x4BB0A2C82473383E,
    0x4005B7AEC464396D, 0xC6715425551E2BD2, 0x6F40B13D5BB14DC1, 0xE3E2A813DB88D0AD,
    0x1C77BB7663A643DA, 0x614D357D2FBB2E98, 0xE0B4A9D0AF6D7625, 0xCC80E1825BEC791C,
    0x43A8FDCF6FF38A66, 0xB9891F5496290875, 0x6FC562735847ACBD, 0x16D2B559AE3E68E7,
    0x664F358F89BC80A7, 0x5EBC65F0027344FB, 0xE7BCB593547B0A0D, 0xE9DED2759D7134B0,
    0x51B57C9C7CEF6C85, 0xE1438B6757D4C159, 0x114D92F13BE4A3F1, 0x3DD439646715EBB4,
    0x1D9D9C1E48CE2657, 0x3EF484D90C15BCD2, 0x5580FDA6C6728652, 0x99143E05AC044781,
    0x135073907743D45C, 0x399789B315737833, 0x0B545F61C9862BD3, 0x1F331B655A0DD5C9,
    0x0A56E7B14A5D055A, 0xD8376693F3828CEB, 0xFEFA63B99071D17A, 0x13E0862FF5AD1EAB,
    0x7B2511F3FCE9148A, 0x093A94D404445BFD, 0x8BD87741C94488EE, 0xADCFCE6A255F8C9C,
    0x7C185A8865425F13, 0x7852EC34C1385592, 0xE87E6E541ED87DCB, 0x124246F7BF235B3E,
    0x596404A0141857B5, 0x447C9ADDA165F0A5, 0x033339016B067C19, 0x974F818E9ED9AFEF,
    0x6E688754F2D9C85C, 0x08261739ACCDE233, 0xB352278B9F0BAEC9, 0xF7891B1FD8BF0C8D,
    0x11AADDA447E059C0, 0x78A349DF2FC0ACEE, 0x6154AEAD97823004, 0x82638F9184944A2D,
    0x42CCB2234B77ADBB, 0x8E96F8C3F56FCAA2, 0xBEF83C540DEFC3DA, 0xA36333D9F254CFB9,
    0x5E44695748248C1A, 0xDEC4F49FE497C374, 0x82776EFE43759E42, 0xCCD2FD6877FDD933,
    0x43D2FEB3F8A8FB6E, 0x46E97C82D4291BD1, 0x450B91B09102063A, 0x63F880C42F9A71AB,
    0x154EFBEF9F1412BC, 0xFB37D31A5F00ED94, 0x702995D09D4BA708, 0x28BD167497091FFE,
    0x27B7969D079BB32E, 0xE30D8D20BD10DDD5, 0x0DACB426F2FD9129, 0x057B2EC8156053A2,
    0x6AE6A096FB9C8A8B, 0xEEDC839D0D2B648F, 0x67C0E0270B0E1F42, 0x087E74B0271A119D,
    0x70D13DBABD8F7B3C, 0xF2E3E83B1F8DDCAC, 0x72E18CDA8F518CD1, 0xA7243E5A908D8281,
    0x09952A563BC8FFC2, 0x5A2BA76F71F8C89A, 0x79DF5C7560811A8B, 0x137EEB6747FBB842,
    0x409B4ADCE5C6CF2F, 0xD4EBEB1B0664E3A5, 0x96B5C6FA5F93C226, 0xA2A8CB4BDC7EF83C,
    0x69B968A704657D64, 0xFB22FAA25949FF2F, 0x89299305A5F505B4, 0x44D53DB9834350C4,
  ]
}

extension Edwards25519 {
  /// `scalar` times the base point.
  static func multiplyBase(by scalar: Scalar25519) -> Edwards25519 {
    var comb = Comb25519(scalar)
    var result = Edwards25519.neutral
    for i in (0..<64).reversed() {
      result = result.doubled()
      result = result + comb[i]
    }
    wipe(&comb)
    return result
  }
}
