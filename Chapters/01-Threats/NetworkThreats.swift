extension Threat {
  static let againstNetworks = [
    Threat(
      "hostile-bytes",
      "Sends a packet whose lengths lie, to a parser that believes them.",
      loses: "The device itself: memory read, memory written, code run.",
      .integrity, .network, chapter: 2,
      shownBy: "WireTests/damagedMessagesAreReadOrRefused"),

    Threat(
      "botnet",
      "Gathers many thousand weak devices, and points them at one server.",
      loses: "The server, and the line of everybody who owns one of those devices.",
      .cost, .network, chapter: 12),
    Threat(
      "syn-flood",
      "Begins many TCP connections and finishes none.",
      loses: "The places in which honest connections would have waited.",
      .cost, .network, chapter: 12),
    Threat(
      "slowloris",
      "Finishes each connection, then says one byte at a time, for ever.",
      loses: "A thread or a buffer each, held for somebody who never meant to come.",
      .cost, .network, chapter: 12, shownBy: "AttackLabTests/hardened"),

    Threat(
      "amplification",
      "Asks small questions in a victim's name, of servers that give long answers.",
      loses: "The victim's line; and our own good name, for the server was ours.",
      .cost, .network, chapter: 10, shownBy: "CoAPTests/threeTimesAtMost"),
  ]
}
