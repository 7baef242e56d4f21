// SPDX-License-Identifier: Apache-2.0
import COpenSSL

/// Certificates that OpenSSL's own functions write, with fields that the dice choose.
struct Builder {
  /// What a certificate is for, before the dice change it.
  enum Part { case root, intermediate, endEntity }

  var keys: [TestKey]

  /// The end entity first; a plain one holds nothing that is odd.
  func chain(_ dice: inout Dice, plain: Bool = false) throws -> Chain {
    let authorities = plain ? 2 : 1 + dice.below(3)
    var issuer: OpaquePointer?
    var made: [OpaquePointer] = []
    defer { made.forEach(X509_free) }
    for i in 0...authorities {
      let part: Part = i == 0 ? .root : i == authorities ? .endEntity : .intermediate
      let certificate = try build(
        part, number: i, issuer: issuer, key: keys[i], issuerKey: keys[max(0, i - 1)], &dice,
        plain: plain)
      made.append(certificate)
      issuer = certificate
    }
    return Chain(
      certificates: try made.reversed().map(der),
      keys: (0...authorities).reversed().map { keys[$0] }, source: "OpenSSL")
  }

  private func der(_ certificate: OpaquePointer) throws -> [UInt8] {
    var start: UnsafeMutablePointer<UInt8>?
    let count = i2d_X509(certificate, &start)
    guard count > 0, let start else { throw Broken("OpenSSL wrote no certificate") }
    defer { CRYPTO_free(start, #file, #line) }
    return Array(UnsafeBufferPointer(start: start, count: Int(count)))
  }

  private func build(
    _ part: Part, number: Int, issuer: OpaquePointer?, key: TestKey, issuerKey: TestKey,
    _ dice: inout Dice, plain: Bool
  ) throws -> OpaquePointer {
    guard let certificate = X509_new() else { throw Broken("OpenSSL has no memory") }
    X509_set_version(certificate, plain || !dice.once(in: 30) ? 2 : dice.below(3))
    setSerial(certificate, &dice, plain: plain)
    setName(X509_get_subject_name(certificate), part, number, &dice, plain: plain)
    let issuerName = issuer.flatMap { X509_get_subject_name($0) }
    X509_set_issuer_name(certificate, issuerName ?? X509_get_subject_name(certificate))
    if !plain, dice.once(in: 40) {
      // Another spelling of the same name, or another name.
      setName(X509_get_issuer_name(certificate), .intermediate, number, &dice, plain: false)
    }
    setTimes(certificate, &dice, plain: plain)
    X509_set_pubkey(certificate, key.pointer)
    addExtensions(to: certificate, part, issuer: issuer ?? certificate, &dice, plain: plain)
    let wrongKey = !plain && dice.once(in: 60)
    let hash = plain ? EVP_sha256() : dice.one(of: Self.hashes[dice.below(4)])
    guard X509_sign(certificate, wrongKey ? key.pointer : issuerKey.pointer, hash) > 0 else {
      throw Broken("OpenSSL could not sign a certificate")
    }
    return certificate
  }

  nonisolated(unsafe) private static let hashes = [
    [EVP_sha256()], [EVP_sha256()], [EVP_sha256()],
    [EVP_sha384(), EVP_sha512(), EVP_sha1(), EVP_sha224()],
  ]

  private func setSerial(_ certificate: OpaquePointer, _ dice: inout Dice, plain: Bool) {
    let length = plain ? 16 : dice.once(in: 60) ? 21 : dice.one(of: [1, 8, 16, 20])
    var bytes = dice.bytes(length)
    if plain || !dice.once(in: 20) { bytes[0] = bytes[0] & 0x7f | 1 }
    if !plain, dice.once(in: 30) { bytes = [0] }
    let number = BN_bin2bn(bytes, CInt(bytes.count), nil)
    defer { BN_free(number) }
    let serial = BN_to_ASN1_INTEGER(number, nil)
    defer { ASN1_INTEGER_free(serial) }
    if !plain, dice.once(in: 60) { serial?.pointee.type = V_ASN1_NEG_INTEGER }
    X509_set_serialNumber(certificate, serial)
  }

  private func setName(
    _ name: OpaquePointer?, _ part: Part, _ number: Int, _ dice: inout Dice, plain: Bool
  ) {
    add("O", plain ? "Things" : dice.one(of: ["Things", "things", "Things ", "Dinge"]), to: name)
    let common = part == .endEntity ? "device.example" : "Authority \(number)"
    if plain || !dice.once(in: 10) { add("CN", common, to: name) }
    guard !plain else { return }
    if dice.once(in: 8) {
      add(
        dice.one(of: ["emailAddress", "serialNumber", "DC", "OU", "C", "L"]),
        dice.one(of: ["x@example", "NL", "gäste", "1 2  3", "a*b", "日本"]), to: name)
    }
    if dice.once(in: 60) { while X509_NAME_entry_count(name) > 0 { dropEntry(of: name) } }
  }

  private func dropEntry(of name: OpaquePointer?) {
    X509_NAME_ENTRY_free(X509_NAME_delete_entry(name, 0))
  }

  private func add(_ field: String, _ text: String, to name: OpaquePointer?) {
    let bytes = Array(text.utf8)
    // MBSTRING_UTF8, which Swift does not see.
    X509_NAME_add_entry_by_txt(
      name, field, 0x1000, bytes, CInt(bytes.count), -1, 0)
  }

  private func setTimes(_ certificate: OpaquePointer, _ dice: inout Dice, plain: Bool) {
    let day: Int64 = 86_400
    var first = Question.time - 300 * day
    var last = Question.time + 300 * day
    if !plain, dice.once(in: 12) {
      first = Question.time + dice.one(of: [-1, 0, 1, day, -40_000 * day])
    }
    if !plain, dice.once(in: 12) {
      last = Question.time + dice.one(of: [-1, 0, 1, -day, 40_000 * day, -10_000 * day])
    }
    ASN1_TIME_set(X509_getm_notBefore(certificate), time_t(first))
    ASN1_TIME_set(X509_getm_notAfter(certificate), time_t(last))
    if !plain, dice.once(in: 40) {
      // The one of the two forms that the year does not call for.
      ASN1_GENERALIZEDTIME_set(X509_getm_notAfter(certificate), time_t(last))
    }
  }

  private func addExtensions(
    to certificate: OpaquePointer, _ part: Part, issuer: OpaquePointer, _ dice: inout Dice,
    plain: Bool
  ) {
    var wanted: [(CInt, String)] = []
    switch part {
    case .root: wanted = [(NID_basic_constraints, "critical,CA:TRUE")]
    case .intermediate: wanted = [(NID_basic_constraints, "critical,CA:TRUE,pathlen:1")]
    case .endEntity:
      wanted = [
        (NID_basic_constraints, "critical,CA:FALSE"), (NID_ext_key_usage, "serverAuth"),
        (NID_subject_alt_name, "DNS:device.example,IP:192.0.2.1"),
      ]
    }
    wanted += [
      (NID_key_usage, part == .endEntity ? "critical,digitalSignature" : "critical,keyCertSign"),
      (NID_subject_key_identifier, "hash"),
    ]
    if part != .root { wanted.append((NID_authority_key_identifier, "keyid")) }
    if !plain {
      for _ in 0..<dice.below(4) { vary(&wanted, part, &dice) }
    }
    var context = v3_ext_ctx()
    X509V3_set_ctx(&context, issuer, certificate, nil, nil, 0)
    for (kind, text) in wanted {
      // Some of what the dice choose OpenSSL will not write; then it is left out.
      guard let value = X509V3_EXT_conf_nid(nil, &context, kind, text) else { continue }
      X509_add_ext(certificate, value, -1)
      X509_EXTENSION_free(value)
    }
    ERR_clear_error()
  }

  private func vary(_ wanted: inout [(CInt, String)], _ part: Part, _ dice: inout Dice) {
    switch dice.below(5) {
    case 0: wanted.remove(at: dice.below(wanted.count))
    case 1: wanted.append(dice.one(of: wanted))
    default:
      let (kind, texts) = dice.one(of: Self.choices)
      let text = (dice.once(in: 3) ? "critical," : "") + dice.one(of: texts)
      if !dice.once(in: 10) { wanted.removeAll { $0.0 == kind } }
      wanted.append((kind, text))
    }
    if wanted.isEmpty { wanted = [(NID_subject_key_identifier, "hash")] }
  }

  private static let choices: [(CInt, [String])] = [
    (
      NID_basic_constraints,
      ["CA:TRUE", "CA:FALSE", "CA:TRUE,pathlen:0", "CA:TRUE,pathlen:2", "CA:FALSE,pathlen:1"]
    ),
    (
      NID_key_usage,
      [
        "digitalSignature", "keyCertSign", "keyEncipherment", "keyAgreement,decipherOnly",
        "digitalSignature,keyCertSign", "cRLSign",
      ]
    ),
    (
      NID_ext_key_usage,
      ["serverAuth", "clientAuth", "anyExtendedKeyUsage", "serverAuth,clientAuth", "codeSigning"]
    ),
    (
      NID_subject_alt_name,
      [
        "DNS:device.example", "DNS:*.example", "DNS:DEVICE.EXAMPLE", "DNS:other.example",
        "email:x@mail.example", "URI:https://device.example/a", "IP:192.0.2.1",
        "IP:2001:db8::1", "DNS:device.example,email:x@example", "RID:1.2.3.4",
        "otherName:1.2.3.4;UTF8:x", "DNS:device.example.",
      ]
    ),
    (
      NID_name_constraints,
      [
        "permitted;DNS:example", "permitted;DNS:.example", "excluded;DNS:device.example",
        "permitted;DNS:other", "permitted;IP:192.0.2.0/255.255.255.0",
        "excluded;IP:192.0.2.0/255.255.255.0", "permitted;email:example",
        "permitted;email:.example", "permitted;URI:example", "permitted;URI:.example",
        "excluded;email:x@mail.example", "permitted;DNS:example,excluded;DNS:a.example",
        "permitted;IP:2001:db8::/ffff:ffff::", "permitted;RID:1.2.3.4",
      ]
    ),
    (NID_certificate_policies, ["1.2.3.4", "1.2.3.4,1.2.3.5", "2.5.29.32.0"]),
    (NID_policy_constraints, ["requireExplicitPolicy:0", "inhibitPolicyMapping:1"]),
    (NID_inhibit_any_policy, ["0"]),
    (NID_crl_distribution_points, ["URI:http://crl.example/a"]),
    (NID_info_access, ["OCSP;URI:http://ocsp.example/"]),
    (NID_tlsfeature, ["status_request"]),
    (NID_netscape_cert_type, ["server", "client", "sslCA"]),
    (NID_netscape_comment, ["a comment"]),
    (NID_authority_key_identifier, ["keyid", "keyid,issuer:always"]),
    (NID_subject_key_identifier, ["00112233"]),
    (NID_issuer_alt_name, ["DNS:issuer.example"]),
  ]
}
