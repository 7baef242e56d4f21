// SPDX-License-Identifier: Apache-2.0

/// A key of 2048 bits made for this with `openssl genrsa`, its other half thrown away, and its
/// signature (RSASSA-PKCS1-v1_5, SHA-256) over 64 bytes of 0x5A.
public enum RSASample {
  /// An RSAPublicKey (RFC 8017, A.1.1).
  public static let publicKey = """
    3082010a0282010100dc8a251eab0c2e3c363229d1d58baf32c993985d3c00305101a0a7a6192ece2194b25a
    25f65fb33f9e0db221a955b4d311314be0f0053e6a10831a5938d306ca864c3cf02486da74775cad805eabf9
    2047ca9b7415d83305fe1443286fc047c8984c9334720760effd1dac5f3bfd8700a6fa2e3ec9110b8883a187
    b1cd607022ca6ab3806e44bf486ae59ab080912206f4400466be4977526c084eca12ebf9df5ed0756168837e
    1fad5f41629dc41ca3ea2c46347b0d0bb33917f589a4a55ca3434755f15543aa656e6a88226b83f20d76b07e
    e84015604fc3c917bd672b6da92a0cce786b3138dd1a34addc8a2371e47500c5c2d7a46380972adfbe18358e
    ab0203010001
    """

  public static let signature = """
    a75bfe70185faae48395b8c5903ff6e8f1898e1c92ffa50db1d29a1a5f32d60501bd5181739528e6a636779b
    3da831054102030c9b1683da904ab7cd65bb4c901436908ac6ac4c2ab8cca3d94d9bfb69b6064536870067c2
    133176871c13b9a5719e5afb081c1f454f67e4328c78f7a722edd0c3eb26e59c5a4ec9e603de333371df7c29
    855458f8cedeb01d21d6e7a6fe22cc22d00345615a80c5b1d0192599ae99a7aa8bb28217c529e979d689da82
    714e0550798dafd99bfe7d613e7966ae30d7894038ae637ae6eae698936d721d5178135adc0d35473174e1bd
    e905c00c70bcf41b20eb8a2813ff9c6a8da0d798bcf61dc092ec346cb153519d26513db4
    """
}

extension Buffer {
  /// Two digits a byte; anything else between them is passed over.
  public init(hex: String) {
    let digits = hex.compactMap(\.hexDigitValue)
    self.init(digits.count / 2)
    for i in 0..<count { pointer[i] = UInt8(digits[2 * i] * 16 + digits[2 * i + 1]) }
  }
}

extension [UInt8] {
  /// The same, as an array.
  public init(hex: String) {
    let digits = hex.compactMap(\.hexDigitValue)
    self = (0..<digits.count / 2).map { UInt8(digits[2 * $0] * 16 + digits[2 * $0 + 1]) }
  }
}
