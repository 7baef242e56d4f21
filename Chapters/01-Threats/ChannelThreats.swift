extension Threat {
  static let againstChannels = [
    Threat(
      "eavesdropping",
      "Listens on the path: the radio, the café's router, the cable at the exchange.",
      loses: "Readings, and what readings tell of people: who is home, who is ill.",
      .privacy, .channel, chapter: 6,
      shownBy: "TLSTests/nothingOfTheMessageShowsOnTheWire"),

    Threat(
      "tampering",
      "Changes bytes on their way.",
      loses: "A reading, a set point or a command becomes whatever the attacker likes.",
      .integrity, .channel, chapter: 6,
      shownBy: "TLSTests/aRecordChangedAnywhereIsRefused"),
    Threat(
      "replay",
      "Records what a device sent, and sends it again later.",
      loses: "Yesterday's true command, obeyed today.",
      .integrity, .channel, chapter: 6,
      shownBy: "TLSTests/aRecordHeardTwiceIsRefused"),

    Threat(
      "downgrade",
      "Spoils the first messages until both sides settle for an older version.",
      loses: "The strength that both ends had, for the weakness that both still allow.",
      .privacy, .channel, chapter: 6,
      shownBy: "TLSTests/aFlightChangedAnywhereConnectsNobody"),
  ]
}
