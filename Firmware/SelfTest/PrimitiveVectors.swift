// SPDX-License-Identifier: Apache-2.0

/// One golden vector for each primitive, in hexadecimal, and where it comes from.
enum PrimitiveVectors {
  /// FIPS 180-4, of "abc" (NIST, Examples with Intermediate Values).
  static let sha256: StaticString =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
  /// The same.
  static let sha384: StaticString =
    """
    cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc23\
    58baeca134c825a7
    """
  /// The same.
  static let sha512: StaticString =
    """
    ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a8\
    36ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f
    """
  /// RFC 4231, 4.2.
  static let hmac = CodeVector(
    key: "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
    message: "4869205468657265",
    code: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
  /// RFC 5869, A.1.
  static let hkdf = DerivationVector(
    keyMaterial: "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
    salt: "000102030405060708090a0b0c",
    info: "f0f1f2f3f4f5f6f7f8f9",
    made: """
      3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b88718\
      5865
      """)
  /// McGrew and Viega, The Galois/Counter Mode of Operation, test case 4.
  static let gcm = SealingVector(
    key: "feffe9928665731c6d6a8f9467308308",
    nonce: "cafebabefacedbaddecaf888",
    data: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
    text: """
      d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c9595680953\
      2fcf0e2449a6b525b16aedf5aa0de657ba637b39
      """,
    sealed: """
      42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c\
      7d8f6a5aac84aa051ba30b396a0aac973d58e0915bc94fbc3221a5db94fae95ae7121a47
      """)
  /// Wycheproof, aes_ccm_test.json, test 12.
  static let ccm = SealingVector(
    key: "9415f925bcb41dc25e86c826dbc8bf68",
    nonce: "bdffaa763b916ff0ee3f3ce4",
    data: "705d676cd8a94451",
    text: "feb36167eafc02c8e2bd6e13817686ba",
    sealed: "08db327a88be7b48f430fd7bfccdf502b7c249f810adacf99abded1f3b9130f2")
  /// Wycheproof, aes_ccm_test.json, test 362.
  static let ccm8 = SealingVector(
    key: "ea5a915fd7be0aaf14b88f5dc4fd719a",
    nonce: "aeecf19f7d3379ee55ba6468",
    data: "13791aad5812a362291a4f6d63687d33",
    text: "d313e09cd48b06f16ef9178e42624bd0",
    sealed: "f9bc9a66186b6a60035d144dfb34c4af2fb637ff91d6fd9e")
  /// RFC 8439, 2.8.2.
  static let chaCha = SealingVector(
    key: "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f",
    nonce: "070000004041424344454647",
    data: "50515253c0c1c2c3c4c5c6c7",
    text: """
      4c616469657320616e642047656e746c656d656e206f662074686520636c617373206f6620273939\
      3a204966204920636f756c64206f6666657220796f75206f6e6c79206f6e652074697020666f7220\
      746865206675747572652c2073756e73637265656e20776f756c642062652069742e
      """,
    sealed: """
      d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca96712\
      82fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58\
      fab324e4fad675945585808b4831d7bc3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09\
      e26a7e902ecbd0600691
      """)
  /// RFC 7748, 6.1.
  static let x25519 = AgreementVector(
    own: "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
    peer: "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
    secret: "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742")
  /// Wycheproof, ecdh_secp256r1_ecpoint_test.json, test 1.
  static let ecdh = AgreementVector(
    own: "0612465c89a023ab17855b0a6bcebfd3febb53aef84138647b5352e02c10c346",
    peer: """
      0462d5bd3372af75fe85a040715d0f502428e07046868b0bfdfa61d731afe44f26ac333a93a9e70a\
      81cd5a95b5bf8d13990eb741c8c38872b4a07d275a014e30cf
      """,
    secret: "53020d908b0219328b658b525f26780e3ae12bcd952bb25a93bc0895e1714285")
  /// RFC 6979, A.2.5, with SHA-256 over "sample".
  static let ecdsa = SigningVector(
    own: "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
    publicKey: """
      0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc\
      99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299
      """,
    message: "73616d706c65",
    signature: """
      3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716022100\
      f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8
      """)
  /// RFC 8032, 7.1, test 2.
  static let ed25519 = SigningVector(
    own: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
    publicKey: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    message: "72",
    signature: """
      92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e\
      458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00
      """)
  /// Wycheproof, rsa_signature_2048_sha256_test.json, test 3.
  static let rsa = RSAVector(
    publicKey: """
      3082010a0282010100a2b451a07d0aa5f96e455671513550514a8a5b462ebef717094fa1fee82224\
      e637f9746d3f7cafd31878d80325b6ef5a1700f65903b469429e89d6eac8845097b5ab393189db92\
      512ed8a7711a1253facd20f79c15e8247f3d3e42e46e48c98e254a2fe9765313a03eff8f17e1a029\
      397a1fa26a8dce26f490ed81299615d9814c22da610428e09c7d9658594266f5c021d0fceca08d94\
      5a12be82de4d1ece6b4c03145b5d3495d4ed5411eb878daf05fd7afc3e09ada0f1126422f590975a\
      1969816f48698bcbba1b4d9cae79d460d8f9f85e7975005d9bc22c4e5ac0f7c1a45d12569a62807d\
      3b9a02e5a530e773066f453d1f5b4c2e9cf7820283f742b9d50203010001
      """,
    message: "54657374",
    signature: """
      264491e844c119f14e425c03282139a558dcdaeb82a4628173cd407fd319f9076eaebc0dd87a1c22\
      e4d17839096886d58a9d5b7f7aeb63efec56c45ac7bead4203b6886e1faa90e028ec0ae094d46bf3\
      f97efdd19045cfbc25a1abda2432639f9876405c0d68f8edbf047c12a454f7681d5d5a2b54bd3723\
      d193dbad4338baad753264006e2d08931c4b8bb79aa1c9cad10eb6605f87c5831f6e2b08e002f9c6\
      f21141f5841d92727dd3e1d99c36bc560da3c9067df99fcaf818941f72588be33032bad22caf6704\
      223bb114d575b6d02d9d222b580005d930e8f40cce9f672eebb634a20177d84351627964b83f2053\
      d736a84ab1a005f63bd5ba943de6205c
      """)
}

struct CodeVector {
  let key, message, code: StaticString
}

struct DerivationVector {
  let keyMaterial, salt, info, made: StaticString
}

struct SealingVector {
  let key, nonce, data, text, sealed: StaticString
}

struct AgreementVector {
  let own, peer, secret: StaticString
}

struct SigningVector {
  let own, publicKey, message, signature: StaticString
}

struct RSAVector {
  let publicKey, message, signature: StaticString
}
