// SPDX-License-Identifier: Apache-2.0
import TLS

extension Why {
  /// What a message is for.
  static func message(_ name: String, _ version: TLSVersion) -> String {
    switch name {
    case "ClientHello":
      "The client offers what it can do, with the shares and names for what it expects to happen."
    case "ServerHello":
      version == .tls13
        ? "The server has chosen; with its share both sides have keys, and all that follows is sealed."
        : "The server has chosen; what follows stays in the clear until both change their keys."
    case "HelloRetryRequest":
      "The server could not use the client's share, or wants to see a cookie: once more, please."
    case "EncryptedExtensions": "Answers to the client's extensions that nobody else must see."
    case "CertificateRequest": "The server wants to know who the client is."
    case "Certificate":
      version == .tls13
        ? "Who the sender says it is; sealed, so that nobody on the way learns it."
        : "Who the sender says it is, for everybody on the way to read."
    case "CertificateVerify":
      "A signature over all so far: the sender has the key that belongs to its certificate."
    case "Finished": "A proof that both sides have seen the same handshake, with the same keys."
    case "NewSessionTicket": "With this the client can come back, and skip the certificates."
    case "EndOfEarlyData": "What comes next is under the handshake's key."
    case "KeyUpdate": "The sender's next record is sealed with the next key."
    case "ServerKeyExchange": "The server's share, signed: whoever changes it is found out."
    case "ServerHelloDone": "The server waits for the client now."
    case "ClientKeyExchange": "The client's share: from here on both sides have keys."
    case "CertificateStatus": "What the authority says about the server's certificate."
    case "HelloRequest": "A wish to begin again, which this book's engines refuse."
    default: ""
    }
  }

  /// The names of RFC 8446, 7.1, and what the secret is for.
  static func secret(_ name: SecretName) -> (title: String, why: String) {
    switch name {
    case .preSharedKey: ("pre-shared key", "Known to both sides before they spoke.")
    case .earlySecret: ("Early Secret", "What is known before any share: the shared key, or zeros.")
    case .externalBinderKey:
      ("binder_key (external)", "Proves that the client has a key which was shared by other means.")
    case .resumptionBinderKey:
      ("binder_key (resumption)", "Proves that the client has the ticket's key.")
    case .binderFinishedKey: ("finished_key of the binder", "Makes the binder in the ClientHello.")
    case .clientEarlyTraffic:
      ("client_early_traffic_secret", "Seals what is sent before any answer.")
    case .earlyExporter: ("early_exporter_master_secret", "For applications, before any answer.")
    case .derivedFromEarly:
      (
        "Derive-Secret of the Early Secret",
        "The salt of the next stage: nothing leads back from it."
      )
    case .sharedSecret:
      ("(EC)DHE shared secret", "From our private share and the peer's public one.")
    case .handshakeSecret:
      ("Handshake Secret", "All that was agreed on; both sides can make it now.")
    case .clientHandshakeTraffic:
      ("client_handshake_traffic_secret", "Seals the client's handshake.")
    case .serverHandshakeTraffic:
      ("server_handshake_traffic_secret", "Seals the server's handshake.")
    case .clientFinishedKey: ("finished_key of the client", "Makes the client's Finished.")
    case .serverFinishedKey: ("finished_key of the server", "Makes the server's Finished.")
    case .derivedFromHandshake:
      ("Derive-Secret of the Handshake Secret", "The salt of the last stage.")
    case .masterSecret: ("Master Secret", "What the connection lives on, and forgets at once.")
    case .clientApplicationTraffic:
      ("client_application_traffic_secret", "Seals what the client has to say.")
    case .serverApplicationTraffic:
      ("server_application_traffic_secret", "Seals what the server has to say.")
    case .exporter: ("exporter_master_secret", "Keys for applications, bound to this connection.")
    case .resumption: ("resumption_master_secret", "From it come the keys of tickets.")
    case .ticketKey: ("a ticket's pre-shared key", "With it the client comes back.")
    case .clientKey: ("write key of the client", "What the cipher takes.")
    case .clientIV: ("write IV of the client", "Mixed with the record's number, it is the nonce.")
    case .serverKey: ("write key of the server", "What the cipher takes.")
    case .serverIV: ("write IV of the server", "Mixed with the record's number, it is the nonce.")
    case .premasterSecret: ("premaster secret", "From the two shares, the shared key, or both.")
    case .masterSecret12: ("master secret", "Bound to the whole handshake by its hash (RFC 7627).")
    case .keyBlock: ("key block", "Cut into the keys and IVs of both sides.")
    case .clientVerifyData: ("verify_data of the client", "Twelve bytes that its Finished holds.")
    case .serverVerifyData: ("verify_data of the server", "Twelve bytes that its Finished holds.")
    }
  }

  /// Which messages a derivation's hash goes over, as RFC 8446, 7.1 says.
  static func transcript(_ name: SecretName) -> String {
    switch name {
    case .externalBinderKey, .resumptionBinderKey, .derivedFromEarly, .derivedFromHandshake: "\"\""
    case .clientEarlyTraffic, .earlyExporter: "ClientHello"
    case .clientHandshakeTraffic, .serverHandshakeTraffic: "ClientHello…ServerHello"
    case .clientApplicationTraffic, .serverApplicationTraffic, .exporter:
      "ClientHello…server Finished"
    case .resumption: "ClientHello…client Finished"
    case .ticketKey: "ticket_nonce"
    case .masterSecret12: "ClientHello…ClientKeyExchange"
    case .keyBlock: "server random + client random"
    case .clientVerifyData: "ClientHello…ClientKeyExchange"
    case .serverVerifyData: "ClientHello…client Finished"
    default: "\"\""
    }
  }
}
