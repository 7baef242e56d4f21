extension Threat {
  static let againstDevices = [
    Threat(
      "extracted-key",
      "Opens one device and reads its private key, from flash or from its power draw.",
      loses: "Whoever holds the key is the device, for as long as it is believed.",
      .identity, .device, chapter: 4,
      shownBy: "IdentityTests/oneExtractedKeyIsOneDeviceUntilItIsStruckOff"),
    Threat(
      "cloned-identity",
      "Copies the image of one device, with the identity in it, into another.",
      loses: "Many things answer to one name, and one leaked key opens all of them.",
      .identity, .device, chapter: 4,
      shownBy: "IdentityTests/aCloneIsAcceptedByItsSerialNumberAndRefusedByItsKey"),

    Threat(
      "weak-randomness",
      "Guesses keys that devices made at first boot, before they had any entropy.",
      loses: "Keys that look random and are not; nothing signed with them means much.",
      .trust, .device, chapter: 3),

    Threat(
      "forged-firmware",
      "Feeds the device an update that its maker never built.",
      loses: "What runs is not what was shipped, so nothing else that it says holds.",
      .integrity, .device, chapter: 11),
  ]
}
