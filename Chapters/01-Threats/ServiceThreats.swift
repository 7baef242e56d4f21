extension Threat {
  static let againstServices = [
    Threat(
      "open-broker",
      "Connects to an MQTT broker that asks for no name and no password.",
      loses: "Every reading that passes through it, and every command as well.",
      .trust, .service, chapter: 9,
      shownBy: "InteropTests/neverOpenToTheWorld"),
    Threat(
      "wildcard-eavesdropping",
      "Logs in as one small device and subscribes to `#`, the topic of all topics.",
      loses: "One stolen thermostat reads for the whole building.",
      .privacy, .service, chapter: 9, shownBy: "MQTTTests/deliveryIsCheckedToo"),
    Threat(
      "open-coap-server",
      "Asks a CoAP server for `/.well-known/core`, and then for each thing listed there.",
      loses: "An inventory of the device, and a handle on all that can be set in it.",
      .privacy, .service, chapter: 10),
  ]
}
