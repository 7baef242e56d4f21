// SPDX-License-Identifier: Apache-2.0

/// The reasons that are told in more than one place, each in one sentence.
enum Why {
  static let messageLength = "Three bytes, as a chain of certificates may be long."
  static let legacyVersion =
    "Stuck at TLS 1.2: too many servers hung up on a greater number, so 1.3 is in an extension."
  static let clientVersion = "The greatest version that the client speaks."
  static let serverVersion = "The version that the server chose."
  static let random =
    "Fresh random bytes of this side: with them no two handshakes have the same keys or proofs."
  static let retryRandom =
    "A constant, the SHA-256 of “HelloRetryRequest”: this ServerHello is a request to try again."
  static let downgrade =
    "The last eight bytes say that this server could do better: with TLS 1.3 they must not be seen."
  static let session =
    "TLS 1.2 named sessions here; in 1.3 it is noise for machines on the way, or empty."
  static let compression =
    "Only null: compressing before encrypting let CRIME (2012) read cookies by their lengths."
  static let padding = "Fills a ClientHello up to a length that no old server stumbles over."
  static let identity =
    "The name under which the server finds the key, in the clear; of a ticket, the ticket itself."
  static let ticketAge =
    "How old the ticket is in milliseconds, hidden by a number that came with it."
  static let binder =
    "An HMAC over this ClientHello up to here: whoever sends it has the key, and changed nothing."
  static let signatureLength = "ECDSA signatures in DER have 70 to 72 bytes, seldom fewer."

  static func share(_ group: Int) -> String {
    switch group {
    case 0x0017: "A point on P-256: 0x04, then X and Y; the curve's equation must be checked."
    case 0x001d: "A point on Curve25519 by one coordinate: any 32 bytes are one."
    default: "A public key made for this handshake alone."
    }
  }

  static func extensions(_ place: ExtensionPlace) -> String {
    switch place {
    case .clientHello: "What came after 1999: a server skips what it does not know."
    case .serverHello: "Only what is needed to make keys; the other answers follow, encrypted."
    case .serverHello12: "Answers to the client's, for everybody on the way to read."
    case .helloRetryRequest: "What the client should do otherwise the second time."
    case .encryptedExtensions: "Answers that no key depends on, and so nobody else must see."
    case .certificateRequest: "What the server wants of a client's certificate and signature."
    case .certificateEntry: "What belongs to this one certificate."
    case .newSessionTicket: "What the ticket may be used for."
    }
  }

  static func anExtension(_ code: Int, in place: ExtensionPlace) -> String {
    switch code {
    case 0:
      place == .clientHello
        ? "Which of the names at this address is meant, so that the right certificate comes."
        : "The server has used the name."
    case 1: "A device's wish for short records, in four sizes; record_size_limit does it better."
    case 5:
      place == .certificateEntry
        ? "A stapled answer of the authority: the client need not ask it, and tell whom it visits."
        : "Please staple what the authority says about revocation."
    case 10:
      place == .clientHello
        ? "Groups that the client can agree a key in, the best one first."
        : "The server tells what it would have liked, for the next time."
    case 11: "How points are written: uncompressed is the only way left, and 1.2 still says so."
    case 13: "With which signatures a handshake may be signed, the best one first."
    case 15: "Heartbeat, of Heartbleed (2014): nobody should answer it."
    case 16:
      place == .clientHello
        ? "Which protocols the client can speak inside, so that no round trip is lost on it."
        : "The one protocol of both lists; without a common one the handshake must end."
    case 19: "What the client may show of itself: a chain, or a bare key (RFC 7250)."
    case 20: "What the server may show of itself: a chain, or a bare key (RFC 7250)."
    case 21: Why.padding
    case 22: "For CBC suites only, which encrypted before they authenticated."
    case 23:
      "Binds the master secret to the whole handshake: without it, two could be given one (2014)."
    case 28: "The longest record that this side has room for (RFC 8449)."
    case 35: "TLS 1.2's tickets: empty, it asks for one."
    case 41:
      place == .clientHello
        ? "Keys that both sides may have already; always last, since its proof covers all before it."
        : "Which of the offered keys it is, counted from 0."
    case 42:
      switch place {
      case .clientHello: "Data follows at once; an attacker can send it twice."
      case .newSessionTicket: "How many early bytes the server would take."
      default: "The early data was taken."
      }
    case 43: "Where the version really is decided."
    case 44:
      place == .clientHello
        ? "The server's cookie, sent back: we hear what it says." : "To be sent back, as it is."
    case 45: "Whether a shared key is used alone, or with a fresh agreement on top."
    case 47: "Which authorities are believed, so that the right chain is shown."
    case 48: "What must stand in the client's certificate."
    case 49: "The client could also be asked for its certificate later."
    case 50: "With which signatures certificates may be signed, where that differs."
    case 51:
      switch place {
      case .clientHello: "Public keys for the groups that the client guesses, to save a round trip."
      case .helloRetryRequest: "The group that the server wants instead."
      default: "The server's public key: both sides can now compute the shared secret."
      }
    case 0xff01: "No renegotiation is hidden in front of this handshake (RFC 5746, after 2009)."
    default:
      isGREASE(code)
        ? "Means nothing, and is sent so that servers stay used to skipping the unknown."
        : "Not known here; whoever does not know it skips it."
    }
  }
}
