extension Threat {
  static let againstPeers = [
    Threat(
      "shared-password",
      "Logs in with the password that a whole product line was shipped with.",
      loses: "Every device of that make, at once, to whoever read the manual.",
      .trust, .peer, chapter: 6,
      shownBy: "TLSTests/aClientWithoutCertificateIsRefused"),

    Threat(
      "forged-certificate",
      "Presents a certificate that says the right name and that nobody trusted signed.",
      loses: "The device tells its secrets to a stranger, or the server obeys one.",
      .trust, .peer, chapter: 6,
      shownBy: "TLSTests/aServerRefusesADeviceWithAForgedCertificate"),
    Threat(
      "borrowed-certificate",
      "Presents a genuine certificate, of another name or of another year.",
      loses: "One careless owner anywhere is enough to pass for anyone.",
      .trust, .peer, chapter: 6,
      shownBy: "TLSTests/aClientRefusesAServerThatIsnt"),

    Threat(
      "man-in-the-middle",
      "Answers the device as the server, and the server as the device.",
      loses: "Everything said in both directions, and the power to change it.",
      .privacy, .peer, chapter: 6,
      shownBy: "TLSTests/aClientRefusesAServerThatIsnt"),
  ]
}
