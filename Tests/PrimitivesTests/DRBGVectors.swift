// SPDX-License-Identifier: Apache-2.0

/// NIST's CAVP vectors for HMAC_DRBG (drbgvectors_pr_false, HMAC_DRBG.rsp), COUNT = 0:
/// instantiate, reseed, generate and throw away, generate and compare.
struct DRBGVector: Sendable {
  var entropy, nonce, personalization: String
  var newEntropy, newInput: String
  var first, second: String
  var returned: String

  /// With and without a personalization, with and without additional input.
  static let sha256 = [
    DRBGVector(
      entropy: "06032cd5eed33f39265f49ecb142c511da9aff2af71203bffaf34a9ca5bd9c0d",
      nonce: "0e66f71edc43e42a45ad3c6fc6cdc4df",
      personalization: "",
      newEntropy: "01920a4e669ed3a85ae8a33b35a74ad7fb2a6bb4cf395ce00334a9c9a5a5d552",
      newInput: "",
      first: "",
      second: "",
      returned: """
        76fc79fe9b50beccc991a11b5635783a83536add03c157fb30645e611c2898bb2b1bc21500020920
        8cd506cb28da2a51bdb03826aaf2bd2335d576d519160842e7158ad0949d1a9ec3e66ea1b1a064b0
        05de914eac2e9d4f2d72a8616a80225422918250ff66a41bd2f864a6a38cc5b6499dc43f7f2bd09e
        1e0f8f5885935124
        """),
    DRBGVector(
      entropy: "05ac9fc4c62a02e3f90840da5616218c6de5743d66b8e0fbf833759c5928b53d",
      nonce: "2b89a17904922ed8f017a63044848545",
      personalization: "",
      newEntropy: "2791126b8b52ee1fd9392a0a13e0083bed4186dc649b739607ac70ec8dcecf9b",
      newInput: "43bac13bae715092cf7eb280a2e10a962faf7233c41412f69bc74a35a584e54c",
      first: "3f2fed4b68d506ecefa21f3f5bb907beb0f17dbc30f6ffbba5e5861408c53a1e",
      second: "529030df50f410985fde068df82b935ec23d839cb4b269414c0ede6cffea5b68",
      returned: """
        02ddff5173da2fcffa10215b030d660d61179e61ecc22609b1151a75f1cbcbb4363c3a89299b4b63
        aca5e581e73c860491010aa35de3337cc6c09ebec8c91a6287586f3a74d9694b462d2720ea2e11bb
        d02af33adefb4a16e6b370fa0effd57d607547bdcfbb7831f54de7073ad2a7da987a0016a82fa958
        779a168674b56524
        """),
    DRBGVector(
      entropy: "fa0ee1fe39c7c390aa94159d0de97564342b591777f3e5f6a4ba2aea342ec840",
      nonce: "dd0820655cb2ffdb0da9e9310a67c9e5",
      personalization: "f2e58fe60a3afc59dad37595415ffd318ccf69d67780f6fa0797dc9aa43e144c",
      newEntropy: "e0629b6d7975ddfa96a399648740e60f1f9557dc58b3d7415f9ba9d4dbb501f6",
      newInput: "",
      first: "",
      second: "",
      returned: """
        f92d4cf99a535b20222a52a68db04c5af6f5ffc7b66a473a37a256bd8d298f9b4aa4af7e8d181e02
        367903f93bdb744c6c2f3f3472626b40ce9bd6a70e7b8f93992a16a76fab6b5f162568e08ee6c3e8
        04aefd952ddd3acb791c50f2ad69e9a04028a06a9c01d3a62aca2aaf6efe69ed97a016213a2dd642
        b4886764072d9cbe
        """),
    DRBGVector(
      entropy: "cdb0d9117cc6dbc9ef9dcb06a97579841d72dc18b2d46a1cb61e314012bdf416",
      nonce: "d0c0d01d156016d0eb6b7e9c7c3c8da8",
      personalization: "6f0fb9eab3f9ea7ab0a719bfa879bf0aaed683307fda0c6d73ce018b6e34faaa",
      newEntropy: "8ec6f7d5a8e2e88f43986f70b86e050d07c84b931bcf18e601c5a3eee3064c82",
      newInput: "1ab4ca9014fa98a55938316de8ba5a68c629b0741bdd058c4d70c91cda5099b3",
      first: "16e2d0721b58d839a122852abd3bf2c942a31c84d82fca74211871880d7162ff",
      second: "53686f042a7b087d5d2eca0d2a96de131f275ed7151189f7ca52deaa78b79fb2",
      returned: """
        dda04a2ca7b8147af1548f5d086591ca4fd951a345ce52b3cd49d47e84aa31a183e31fbc42a1ff1d
        95afec7143c8008c97bc2a9c091df0a763848391f68cb4a366ad89857ac725a53b303ddea767be8d
        c5f605b1b95f6d24c9f06be65a973a089320b3cc42569dcfd4b92b62a993785b0301b3fc45244565
        6fce22664827b88f
        """),
  ]

  static let sha384 = [
    DRBGVector(
      entropy: "096349506f3a7653d54db7ec1d09e93413edd175b6ddbeb00e56752a520ac8ff",
      nonce: "fc7983b918acadaa71a67e1624f1b502",
      personalization: "",
      newEntropy: "4260a0495fdaba58aae41df82505012d480c8e4f751fd7ebc39f9becd694b2a3",
      newInput: "",
      first: "",
      second: "",
      returned: """
        f4c7bec0c26cf3892d214549ac6f3d82f34c6966d4295099ee56166e879a70ecae130251facda351
        e903d877b6c5eab5153ce87ba6c7cf8bcc61cbd14cfbe34cf1ed43678aee69cd87b60e6bcb6ff48e
        bd44ce9e31982d8fe20aec34fa51d625f845f61056575969bf785c2ffab4dcc754f13de63423e94b
        ad8d5e166d96a62a602d3ee4045df162028b89cac45e6207d9097f2b3ac0ab17729251985f276f12
        87f5c56cc9ba1a79fbdbb291f3a945fbfdbd63cf13b82ec91f7b1085b33279e3
        """)
  ]

  static let sha512 = [
    DRBGVector(
      entropy: "48c121b18733af15c27e1dd9ba66a9a81a5579cdba0f5b657ec53c2b9e90bbf6",
      nonce: "bbb7c777428068fad9970891f879b1af",
      personalization: "",
      newEntropy: "e0ffefdadb9ccf990504d568bdb4d862cbe17ccce6e22dfcab8b4804fd21421a",
      newInput: "",
      first: "",
      second: "",
      returned: """
        05da6aac7d980da038f65f392841476d37fe70fbd3e369d1f80196e66e54b8fadb1d60e1a0f3d4dc
        173769d75fc3410549d7a843270a54a068b4fe767d7d9a59604510a875ad1e9731c8afd0fd50b825
        e2c50d062576175106a9981be37e02ec7c5cd0a69aa0ca65bddaee1b0de532e10cfa1f5bf6a026e4
        7379736a099d6750ab121dbe3622b841baf8bdcbe875c85ba4b586b8b5b57b0fecbec08c12ff2a94
        53c47c6e32a52103d972c62ab9affb8e728a31fcefbbccc556c0f0a35f4b10ace2d96b906e36cbb7
        2233201e536d3e13b045187b417d2449cad1edd192e061f12d22147b0a176ea8d9c4c35404395b65
        02ef333a813b6586037479e0fa3c6a23
        """)
  ]
}
