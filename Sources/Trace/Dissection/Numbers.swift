// SPDX-License-Identifier: Apache-2.0
import TLS

// What IANA's registries call the numbers that peers send, whether or not our engines know them.

func hex(_ code: Int, _ digits: Int = 4) -> String {
  let text = String(code, radix: 16)
  return "0x" + String(repeating: "0", count: max(0, digits - text.count)) + text
}

/// Numbers that mean nothing, so that nobody chokes on a new one (RFC 8701).
func isGREASE(_ code: Int) -> Bool { code & 0x0f0f == 0x0a0a && code >> 8 == code & 0xff }

private func name(_ code: Int, _ known: String?) -> String {
  if let known { return "\(known) (\(hex(code)))" }
  return isGREASE(code) ? "GREASE (\(hex(code)))" : "\(hex(code)), not known here"
}

func suiteText(_ code: Int) -> String {
  let suite = CipherSuite(code: UInt16(truncatingIfNeeded: code))
  let other: String? =
    switch code {
    case 0x00ff: "TLS_EMPTY_RENEGOTIATION_INFO_SCSV"
    case 0x5600: "TLS_FALLBACK_SCSV"
    case 0xc0b4: "TLS_SHA256_SHA256"
    default: nil
    }
  return name(code, suite.name?.description ?? other)
}

func groupText(_ code: Int) -> String {
  let known: String? =
    switch code {
    case 0x0017: "secp256r1"
    case 0x0018: "secp384r1"
    case 0x0019: "secp521r1"
    case 0x001d: "x25519"
    case 0x001e: "x448"
    case 0x001a: "brainpoolP256r1"
    case 0x001b: "brainpoolP384r1"
    case 0x001c: "brainpoolP512r1"
    case 0x0016: "secp256k1"
    case 0x0100: "ffdhe2048"
    case 0x0101: "ffdhe3072"
    case 0x0102: "ffdhe4096"
    case 0x0103: "ffdhe6144"
    case 0x0104: "ffdhe8192"
    case 0x11ec: "X25519MLKEM768"
    case 0x11eb: "SecP256r1MLKEM768"
    default: nil
    }
  return name(code, known)
}

func schemeText(_ code: Int) -> String {
  let scheme = SignatureScheme(code: UInt16(truncatingIfNeeded: code))
  let other: String? =
    switch code {
    case 0x0201: "rsa_pkcs1_sha1"
    case 0x0203: "ecdsa_sha1"
    case 0x0301: "rsa_pkcs1_sha224"
    case 0x0303: "ecdsa_sha224"
    case 0x0501: "rsa_pkcs1_sha384"
    case 0x0601: "rsa_pkcs1_sha512"
    case 0x0503: "ecdsa_secp384r1_sha384"
    case 0x0603: "ecdsa_secp521r1_sha512"
    case 0x0808: "ed448"
    default: nil
    }
  return name(code, scheme.name?.description ?? other)
}

func versionText(_ code: Int) -> String {
  let known: String? =
    switch code {
    case 0x0300: "SSL 3.0"
    case 0x0301: "TLS 1.0"
    case 0x0302: "TLS 1.1"
    case 0x0303: "TLS 1.2"
    case 0x0304: "TLS 1.3"
    default: nil
    }
  return name(code, known)
}

func contentTypeText(_ code: Int) -> String {
  switch code {
  case 20: "change_cipher_spec (20)"
  case 21: "alert (21)"
  case 22: "handshake (22)"
  case 23: "application_data (23)"
  default: "\(code)"
  }
}

func certificateTypeText(_ code: Int) -> String {
  switch code {
  case 0: "X509 (0)"
  case 2: "RawPublicKey (2)"
  default: "\(code)"
  }
}

func extensionName(_ code: Int) -> String? {
  switch code {
  case 0: "server_name"
  case 1: "max_fragment_length"
  case 5: "status_request"
  case 10: "supported_groups"
  case 11: "ec_point_formats"
  case 13: "signature_algorithms"
  case 14: "use_srtp"
  case 15: "heartbeat"
  case 16: "application_layer_protocol_negotiation"
  case 18: "signed_certificate_timestamp"
  case 19: "client_certificate_type"
  case 20: "server_certificate_type"
  case 21: "padding"
  case 22: "encrypt_then_mac"
  case 23: "extended_master_secret"
  case 27: "compress_certificate"
  case 28: "record_size_limit"
  case 35: "session_ticket"
  case 41: "pre_shared_key"
  case 42: "early_data"
  case 43: "supported_versions"
  case 44: "cookie"
  case 45: "psk_key_exchange_modes"
  case 47: "certificate_authorities"
  case 48: "oid_filters"
  case 49: "post_handshake_auth"
  case 50: "signature_algorithms_cert"
  case 51: "key_share"
  case 0xff01: "renegotiation_info"
  default: isGREASE(code) ? "GREASE" : nil
  }
}

func countText(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}

/// Text where bytes are text.
func textOrHex(_ bytes: [UInt8]) -> String {
  let isText = !bytes.isEmpty && bytes.allSatisfy { 0x20...0x7e ~= $0 }
  return isText ? "“\(String(decoding: bytes, as: UTF8.self))”" : plainHex(bytes)
}

/// Without anything between.
func plainHex(_ bytes: some Sequence<UInt8>) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
