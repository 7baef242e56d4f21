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
    let isNegative = opaque(mask(1 ^ bit(192 &+ i)))
    let wanted = bit(i) | bit(64 &+ i) << 1 | bit(128 &+ i) << 2
    let index = wanted ^ (isNegative & 7)
    var words = InlineArray<12, UInt64>(repeating: 0)
    for row in 0..<8 {
      let isRow = opaque(zeroMask(index ^ Limb(truncatingIfNeeded: row)))
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
    0x4BCE_9446_4808_6827, 0x6483_C2EE_AA45_8B51,
    0x8B93_D91C_D39A_4854, 0x4BB0_A2C8_2473_383E,
    0x4005_B7AE_C464_396D, 0xC671_5425_551E_2BD2,
    0x6F40_B13D_5BB1_4DC1, 0xE3E2_A813_DB88_D0AD,
    0x1C77_BB76_63A6_43DA, 0x614D_357D_2FBB_2E98,
    0xE0B4_A9D0_AF6D_7625, 0xCC80_E182_5BEC_791C,
    0x43A8_FDCF_6FF3_8A66, 0xB989_1F54_9629_0875,
    0x6FC5_6273_5847_ACBD, 0x16D2_B559_AE3E_68E7,
    0x664F_358F_89BC_80A7, 0x5EBC_65F0_0273_44FB,
    0xE7BC_B593_547B_0A0D, 0xE9DE_D275_9D71_34B0,
    0x51B5_7C9C_7CEF_6C85, 0xE143_8B67_57D4_C159,
    0x114D_92F1_3BE4_A3F1, 0x3DD4_3964_6715_EBB4,
    0x1D9D_9C1E_48CE_2657, 0x3EF4_84D9_0C15_BCD2,
    0x5580_FDA6_C672_8652, 0x9914_3E05_AC04_4781,
    0x1350_7390_7743_D45C, 0x3997_89B3_1573_7833,
    0x0B54_5F61_C986_2BD3, 0x1F33_1B65_5A0D_D5C9,
    0x0A56_E7B1_4A5D_055A, 0xD837_6693_F382_8CEB,
    0xFEFA_63B9_9071_D17A, 0x13E0_862F_F5AD_1EAB,
    0x7B25_11F3_FCE9_148A, 0x093A_94D4_0444_5BFD,
    0x8BD8_7741_C944_88EE, 0xADCF_CE6A_255F_8C9C,
    0x7C18_5A88_6542_5F13, 0x7852_EC34_C138_5592,
    0xE87E_6E54_1ED8_7DCB, 0x1242_46F7_BF23_5B3E,
    0x5964_04A0_1418_57B5, 0x447C_9ADD_A165_F0A5,
    0x0333_3901_6B06_7C19, 0x974F_818E_9ED9_AFEF,
    0x6E68_8754_F2D9_C85C, 0x0826_1739_ACCD_E233,
    0xB352_278B_9F0B_AEC9, 0xF789_1B1F_D8BF_0C8D,
    0x11AA_DDA4_47E0_59C0, 0x78A3_49DF_2FC0_ACEE,
    0x6154_AEAD_9782_3004, 0x8263_8F91_8494_4A2D,
    0x42CC_B223_4B77_ADBB, 0x8E96_F8C3_F56F_CAA2,
    0xBEF8_3C54_0DEF_C3DA, 0xA363_33D9_F254_CFB9,
    0x5E44_6957_4824_8C1A, 0xDEC4_F49F_E497_C374,
    0x8277_6EFE_4375_9E42, 0xCCD2_FD68_77FD_D933,
    0x43D2_FEB3_F8A8_FB6E, 0x46E9_7C82_D429_1BD1,
    0x450B_91B0_9102_063A, 0x63F8_80C4_2F9A_71AB,
    0x154E_FBEF_9F14_12BC, 0xFB37_D31A_5F00_ED94,
    0x7029_95D0_9D4B_A708, 0x28BD_1674_9709_1FFE,
    0x27B7_969D_079B_B32E, 0xE30D_8D20_BD10_DDD5,
    0x0DAC_B426_F2FD_9129, 0x057B_2EC8_1560_53A2,
    0x6AE6_A096_FB9C_8A8B, 0xEEDC_839D_0D2B_648F,
    0x67C0_E027_0B0E_1F42, 0x087E_74B0_271A_119D,
    0x70D1_3DBA_BD8F_7B3C, 0xF2E3_E83B_1F8D_DCAC,
    0x72E1_8CDA_8F51_8CD1, 0xA724_3E5A_908D_8281,
    0x0995_2A56_3BC8_FFC2, 0x5A2B_A76F_71F8_C89A,
    0x79DF_5C75_6081_1A8B, 0x137E_EB67_47FB_B842,
    0x409B_4ADC_E5C6_CF2F, 0xD4EB_EB1B_0664_E3A5,
    0x96B5_C6FA_5F93_C226, 0xA2A8_CB4B_DC7E_F83C,
    0x69B9_68A7_0465_7D64, 0xFB22_FAA2_5949_FF2F,
    0x8929_9305_A5F5_05B4, 0x44D5_3DB9_8343_50C4,
  ]
}

extension Edwards25519 {
  /// The encoding of `scalar` times the base point. The point itself is wiped: its Z would
  /// tell of the scalar (Naccache, Smart, Stern 2004).
  static func encodedBase(times scalar: Scalar25519) -> Limbs256 {
    var comb = Comb25519(scalar)
    var sum = Edwards25519.neutral
    defer {
      wipe(&comb)
      wipe(&sum)
    }
    for i in (0..<64).reversed() {
      sum.double()
      sum.add(comb[i], z: sum.z)
    }
    return sum.encoded
  }
}
