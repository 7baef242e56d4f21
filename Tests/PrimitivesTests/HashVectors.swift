// SPDX-License-Identifier: Apache-2.0

/// NIST's CAVP vectors (SHA…ShortMsg.rsp), of the lengths around which padding changes its
/// mind: the last message that leaves room for its length in its block, the first that does
/// not, a byte less than a block, and a block.
struct HashVector: Sendable {
  var message, digest: String

  static let sha256 = [
    HashVector(
      message: "d3",
      digest: "28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1"),
    HashVector(
      message: """
        3ebfb06db8c38d5ba037f1363e118550aad94606e26835a01af05078533cc25f2f39573c
        04b632f62f68c294ab31f2a3e2a1a0d8c2be51
        """,
      digest: "6595a2ef537a69ba8583dfbf7f5bec0ab1f93ce4c8ee1916eff44a93af5749c4"),
    HashVector(
      message: """
        2d52447d1244d2ebc28650e7b05654bad35b3a68eedc7f8515306b496d75f3e73385dd1b
        002625024b81a02f2fd6dffb6e6d561cb7d0bd7a
        """,
      digest: "cfb88d6faf2de3a69d36195acec2e255e2af2b7d933997f348e09f6ce5758360"),
    HashVector(
      message: """
        e2f76e97606a872e317439f1a03fcd92e632e5bd4e7cbc4e97f1afc19a16fde92d77cbe5
        46416b51640cddb92af996534dfd81edb17c4424cf1ac4d75aceeb
        """,
      digest: "18041bd4665083001fba8c5411d2d748e8abbfdcdfd9218cb02b68a78e7d4c23"),
    HashVector(
      message: """
        5a86b737eaea8ee976a0a24da63e7ed7eefad18a101c1211e2b3650c5187c2a8a6505472
        08251f6d4237e661c7bf4c77f335390394c37fa1a9f9be836ac28509
        """,
      digest: "42e61e174fbb3897d6dd6cef3dd2802fe67b331953b06114a65c772859dfc1aa"),
  ]

  static let sha384 = [
    HashVector(
      message: "c5",
      digest: """
        b52b72da75d0666379e20f9b4a79c33a329a01f06a2fb7865c9062a28c1de860ba432edf
        d86b4cb1cb8a75b46076e3b1
        """),
    HashVector(
      message: """
        a04f390a9cc2effad05db80d9076a8d4b6cc8bba97b27b423670b290b8e69c2b18723001
        1c1481ac88d090f39154659494db5e410851c6e8b2b8a93717cae76037e0881978124fe7
        e1a0929d8891491f4e99646cc94062dc82411fa66130eda46560e75b9804823643946512
        5e737b
        """,
      digest: """
        e7089d72945cef851e689b4409cfb63d135f0b5cdfb0dac6c3a292dd70371ab4b79da199
        7d7992906ac7213502662920
        """),
    HashVector(
      message: """
        f419494c3c6d0727b3395a483a2167182a7252f4fd099c2d4b71b053f94bb8b3adf3b51e
        8460cfec084ce9415c95798fbae4975c208c544645b54c44d2b97f2ecfce5c805be61f5b
        a1d35dcc07afdd51a87baa990506668cf710e18be9b0ebf943f366fa29c69f7a6616de72
        a3353b66
        """,
      digest: """
        aead8688c58c6ba4e9cadb4756b465dce0fb06f1cfaa478197f2ea89414e47e9572034ad
        fed160703c79b82b3fd7ab78
        """),
    HashVector(
      message: """
        dbed7612448d46cbe0a384d1c93233f02ffd1c984ba765299518656d3723b766c1658d4b
        1e7047cdc729459e366ef9349efc40cbd990f2a9a24db7a5045e1dea12dce8f9d9f2aaed
        933f93031e7b8959ac5e7bf6bbbdf30b48f7eb783f8fe292371a2f245c5c94b4acae1607
        67a20ce7c0ea7723d97691d8eedda9efd1fe2d
        """,
      digest: """
        fb531a1ed181c732311e56f4b56ed91dcacc0dd6bf1eb4a44be6f87dd7cb1ef9dfb0310f
        4a79eaaa3f32bf3914d8624e
        """),
    HashVector(
      message: """
        3bf52cc5ee86b9a0190f390a5c0366a560b557000dbe5115fd9ee11630a62769011575f1
        5881198f227876e8fe685a6939bc8b89fd48a34ec5e71e131462b2886794dffa68ccc6d5
        64733e67ffef25e627c6f4b5460796e3bce67bf58ca6e8e555bc916a8531697ac948b90d
        c8616f25101db90b50c3d3dbc9e21e42ff387187
        """,
      digest: """
        12b6cb35eda92ee37356ddee77781a17b3d90e563824a984faffc6fdd1693bd762603963
        5563cfc3b9a2b00f9c65eefd
        """),
  ]

  static let sha512 = [
    HashVector(
      message: "21",
      digest: """
        3831a6a6155e509dee59a7f451eb35324d8f8f2df6e3708894740f98fdee23889f4de5ad
        b0c5010dfb555cda77c8ab5dc902094c52de3278f35a75ebc25f093a
        """),
    HashVector(
      message: """
        324533e685f1852e358eea8ea8b81c288b3f3beb1f2bc2b8d3fdbac318382e3d7120de30
        c9c237aa0a34831deb1e5e060a7969cd3a9742ec1e64b354f7eb290cba1c681c66cc7ea9
        94fdf5614f604d1a2718aab581c1c94931b1387e4b7dc73635bf3a7301174075fa70a922
        7d85d3
        """,
      digest: """
        3b26c5170729d0814153becb95f1b65cd42f9a6d0649d914e4f69d938b5e9dc041cd0f5c
        8da0b484d7c7bc7b1bdefb08fe8b1bfedc81109345bc9e9a399feedf
        """),
    HashVector(
      message: """
        518985977ee21d2bf622a20567124fcbf11c72df805365835ab3c041f4a9cd8a0ad63c9d
        ee1018aa21a9fa3720f47dc48006f1aa3dba544950f87e627f369bc2793ede2122327449
        2cceb77be7eea50e5a509059929a16d33a9f54796cde5770c74bd3ecc25318503f1a4197
        6407aff2
        """,
      digest: """
        c00926a374cde55b8fbd77f50da1363da19744d3f464e07ce31794c5a61b6f9c85689fa1
        cfe136553527fd876be91673c2cac2dd157b2defea360851b6d92cf4
        """),
    HashVector(
      message: """
        c13e6ca3abb893aa5f82c4a8ef754460628af6b75af02168f45b72f8f09e45ed127c203b
        c7bb80ff0c7bd96f8cc6d8110868eb2cfc01037d8058992a6cf2effcbfe498c842e53a2e
        68a793867968ba18efc4a78b21cdf6a11e5de821dcabab14921ddb33625d48a13baffad6
        fe8272dbdf4433bd0f7b813c981269c388f001
        """,
      digest: """
        6e56f77f6883d0bd4face8b8d557f144661989f66d51b1fe4b8fc7124d66d9d20218616f
        ea1bcf86c08d63bf8f2f21845a3e519083b937e70aa7c358310b5a7c
        """),
    HashVector(
      message: """
        fd2203e467574e834ab07c9097ae164532f24be1eb5d88f1af7748ceff0d2c67a21f4e40
        97f9d3bb4e9fbf97186e0db6db0100230a52b453d421f8ab9c9a6043aa3295ea20d2f06a
        2f37470d8a99075f1b8a8336f6228cf08b5942fc1fb4299c7d2480e8e82bce175540bdfa
        d7752bc95b577f229515394f3ae5cec870a4b2f8
        """,
      digest: """
        a21b1077d52b27ac545af63b32746c6e3c51cb0cb9f281eb9f3580a6d4996d5c9917d2a6
        e484627a9d5a06fa1b25327a9d710e027387fc3e07d7c4d14c6086cc
        """),
  ]
}
