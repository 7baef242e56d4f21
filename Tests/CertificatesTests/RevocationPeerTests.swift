// SPDX-License-Identifier: Apache-2.0
import Certificates
import Foundation
import MbedTLSBackend
import OpenSSLBackend
import Primitives
import TestSupport
import Testing

/// OpenSSL and GnuTLS look at our lists and answers, and we at OpenSSL's.
@Suite(.peer("openssl", package: "openssl"))
struct RevocationPeerTests {
  // MARK: Lists

  @Test(arguments: SignatureCheckTests.providers)
  func ourListsAreBelieved(provider: Provider) throws { try ourLists(provider.type) }

  private func ourLists<Crypto: CryptoProvider>(_ crypto: Crypto.Type) throws {
    let pki = try RevocationPKI(crypto)
    let folder = try pki.folder()
    let second = try pki.certify(
      .server([.dns(ascii("b.example"))]), "b", publicKey(OpenSSLCrypto.newKey()))
    try folder.write("second.pem", pemText(.certificate, second.der))
    let list = try pki.list([
      pki.server.revoked(),
      RevokedCertificate(
        serialNumber: hex("0abc"),
        Revocation(
          date: moment, reason: .cessationOfOperation,
          invalidityDate: seconds(moment, plus: -3600))),
      RevokedCertificate(serialNumber: [0xff], Revocation(date: moment)),
    ])
    let file = try folder.write("list.pem", pemText(.revocationList, list.der))
    let text = try openssl(["crl", "-in", file, "-noout", "-text"])
    for words in [
      "Version 2 (0x1)", "Signature Algorithm: ecdsa-with-SHA256", "Issuer: CN = Issuing",
      "Last Update: Nov 14 22:13:20 2023 GMT", "Next Update: Nov 15 22:13:20 2023 GMT",
      "X509v3 CRL Number: \n                7", "Serial Number: F301020304050601",
      "Key Compromise", "Serial Number: 0ABC", "Cessation Of Operation",
      "Invalidity Date: \n                Nov 14 21:13:20 2023 GMT", "Serial Number: FF",
    ] { #expect(text.contains(words), "\(words) in \(text)") }
    let checked = try run(
      "openssl",
      ["crl", "-in", file, "-noout", "-verify", "-CAfile", "\(folder.path)/issuing.pem"])
    #expect(checked.errorText.contains("verify OK"), "\(checked.errorText)")

    let empty = try folder.write("root-list.pem", pemText(.revocationList, pki.rootList().der))
    let both = try folder.write(
      "lists.pem", try folder.read("list.pem") + folder.read("root-list.pem"))
    func verify(_ name: String, _ lists: String, at time: Time = moment) throws -> String? {
      try complaint([
        "-attime", "\(time.secondsSince1970 + 1)", "-crl_check_all", "-CRLfile", lists,
        "-CAfile", "\(folder.path)/root.pem", "-untrusted", "\(folder.path)/issuing.pem",
        "\(folder.path)/\(name).pem",
      ])
    }
    #expect(try verify("second", both) == nil)
    #expect(try verify("server", both)?.contains("certificate revoked") == true)
    #expect(try verify("second", file)?.contains("unable to get certificate CRL") == true)
    #expect(try verify("second", empty)?.contains("unable to get certificate CRL") == true)
    #expect(
      try verify("second", both, at: seconds(moment, plus: 86_400))?
        .contains("CRL has expired") == true)
    #expect(
      try verify("second", both, at: seconds(moment, plus: -10))?
        .contains("CRL is not yet valid") == true)
    let revoked = try folder.write(
      "revoked.pem",
      try folder.read("list.pem")
        + pemText(.revocationList, pki.rootList([pki.issuing.revoked()]).der))
    #expect(try verify("second", revoked)?.contains("certificate revoked") == true)
  }

  @Test(.peer("certtool", package: "gnutls-bin"))
  func ourListsAreBelievedByGnuTLS() throws {
    let pki = try RevocationPKI(OpenSSLCrypto.self)
    let other = try RevocationPKI(OpenSSLCrypto.self)
    // GnuTLS looks at the clock of the machine.
    let now = Time(secondsSince1970: Int64(Date().timeIntervalSince1970) - 60)
    let folder = try pki.folder()
    let file = try folder.write(
      "list.pem", pemText(.revocationList, pki.list([pki.server.revoked()], from: now).der))
    let stranger = try folder.write(
      "stranger.pem", pemText(.certificate, other.issuing.der))
    func verify(_ authority: String) throws -> Finished {
      try run(
        "certtool",
        ["--verify-crl", "--load-ca-certificate", authority, "--infile", file])
    }
    let good = try verify("\(folder.path)/issuing.pem")
    #expect(good.outputText.contains("Verified"), "\(good.outputText)\(good.errorText)")
    #expect(!good.outputText.contains("Not verified"))
    let bad = try verify(stranger)
    #expect(bad.outputText.contains("Not verified") || bad.status != 0, "\(bad.outputText)")
  }

  @Test func theirListsAreRead() throws {
    let pki = try RevocationPKI(OpenSSLCrypto.self)
    let folder = try pki.folder()
    let second = try pki.certify(
      .server([.dns(ascii("b.example"))]), "b", publicKey(OpenSSLCrypto.newKey()))
    for (bits, hash) in [("sha256", "sha256"), ("sha384", "sha384")] {
      let list = try theirs(folder, revoked: [pki.server], bits, hash)
      #expect(list.version == 2)
      #expect(copied(list.number) == [0x10, 0x01])
      #expect(try entriesOf(list).map(\.serialNumber) == [pki.server.serial])
      let revocation = try #require(entriesOf(list).first?.revocation)
      #expect(revocation.reason == .keyCompromise)
      #expect(revocation.date == Time(secondsSince1970: 1_700_000_000))
      // OpenSSL's list begins now.
      let now = seconds(list.thisUpdate, plus: 1)
      let policy = RevocationPolicy(.endEntity, lists: [list])
      #expect(
        failure(pki, policy, at: now)
          == PathFailure(rule: .revoked(revocation), certificate: 0))
      #expect(failure(pki, policy, second, at: now) == nil)
      #expect(
        failure(pki, policy, second, at: moment)?.rule == .revocationUnknown(.notYetValid))
    }
  }

  // MARK: Answers

  /// We ask, and OpenSSL answers.
  @Test(arguments: [NameHash.sha1, .sha256])
  func theirAnswersAreBelieved(hash: NameHash) throws {
    let pki = try RevocationPKI(OpenSSLCrypto.self)
    let folder = try pki.folder()
    let second = try pki.certify(
      .server([.dns(ascii("b.example"))]), "b", publicKey(OpenSSLCrypto.newKey()))
    let third = try pki.certify(
      .server([.dns(ascii("c.example"))]), "c", publicKey(OpenSSLCrypto.newKey()))
    let secret = newSecret()
    let delegate = try pki.certify(
      .ocspResponder, "Responder", point(of: secret, OpenSSLCrypto.self))
    try folder.write("delegate.pem", pemText(.certificate, delegate.der))
    try folder.write("delegate.key", keyText(secret, OpenSSLCrypto.self))
    try folder.write("index", index(revoked: [pki.server], good: [second]))
    let nonce = [UInt8](repeating: 0x5a, count: 32)
    for signer in ["issuing", "delegate"] {
      for byKey in [[], ["-resp_key_id"]] {
        func answer(_ certificate: Certificate) throws -> OCSPResponse {
          let question = try OCSPRequest.asking(
            about: certificate, issuer: pki.issuing, hash: hash, nonce: nonce,
            using: OpenSSLCrypto.self)
          try folder.write("question.der", question)
          try openssl(
            [
              "ocsp", "-index", "\(folder.path)/index", "-CA", "\(folder.path)/issuing.pem",
              "-rsigner", "\(folder.path)/\(signer).pem", "-rkey",
              "\(folder.path)/\(signer).key", "-ndays", "1", "-reqin",
              "\(folder.path)/question.der", "-respout", "\(folder.path)/answer.der",
            ] + byKey)
          return try OCSPResponse(der: folder.read("answer.der"))
        }
        func found(_ certificate: Certificate, _ asked: [UInt8]? = nil) throws -> PathRule? {
          let answer = try answer(certificate)
          let policy = RevocationPolicy(
            .endEntity, answers: [OCSPAnswer(answer, nonce: asked ?? nonce)])
          return failure(pki, policy, certificate, at: answer.producedAt)?.rule
        }
        #expect(try found(second) == nil)
        #expect(
          try found(pki.server)
            == .revoked(Revocation(date: moment, reason: .keyCompromise)))
        #expect(try found(third) == .revocationUnknown(.unknownToResponder))
        #expect(try found(second, [1, 2, 3]) == .revocationUnknown(.otherNonce))
      }
    }
  }

  /// OpenSSL asks, and we answer.
  @Test(arguments: SignatureCheckTests.providers, ["-sha1", "-sha256"])
  func ourAnswersAreBelieved(provider: Provider, hash: String) throws {
    try ourAnswers(provider.type, hash)
  }

  private func ourAnswers<Crypto: CryptoProvider>(
    _ crypto: Crypto.Type, _ hash: String
  ) throws {
    let pki = try RevocationPKI(crypto)
    let folder = try pki.folder()
    let secret = newSecret()
    let delegate = try pki.certify(.ocspResponder, "Responder", point(of: secret, crypto))
    // OpenSSL looks at the clock of the machine.
    let now = Time(secondsSince1970: Int64(Date().timeIntervalSince1970))
    let path = { (name: String) in "\(folder.path)/\(name)" }
    let about = [
      hash, "-issuer", path("issuing.pem"), "-cert", path("server.pem"),
    ]
    try openssl(["ocsp"] + about + ["-reqout", path("question.der")])
    let question = try folder.read("question.der")
    func verdict(
      _ responder: inout TestResponder<Crypto>, _ status: KnownStatus,
      _ question: [UInt8]
    ) throws -> String {
      let answer = responder.answer(
        question, at: now, nextUpdate: seconds(now, plus: 3600)
      ) { array($0) == pki.server.serial ? status : .neverIssued }
      try folder.write("answer.der", answer)
      let finished = try run(
        "openssl",
        ["ocsp"] + about + [
          "-reqin", path("question.der"), "-respin", path("answer.der"), "-CAfile",
          path("root.pem"), "-verify_other", path("issuing.pem"), "-no_nonce",
        ])
      return finished.outputText + finished.errorText
    }
    for byName in [false, true] {
      var own = try pki.responder()
      var other = try pki.responder(as: delegate, key: secret)
      own.isByName = byName
      other.isByName = byName
      for isOther in [false, true] {
        func said(_ status: KnownStatus) throws -> String {
          isOther
            ? try verdict(&other, status, question) : try verdict(&own, status, question)
        }
        let good = try said(.good)
        #expect(good.contains("Response verify OK"), "\(good)")
        #expect(good.contains("server.pem: good"), "\(good)")
        let date = Time(secondsSince1970: 1_700_000_000)
        let revoked = try said(.revoked(Revocation(date: date, reason: .superseded)))
        #expect(revoked.contains("Response verify OK"), "\(revoked)")
        #expect(revoked.contains("server.pem: revoked"), "\(revoked)")
        #expect(revoked.contains("Reason: superseded"), "\(revoked)")
        #expect(revoked.contains("Revocation Time: Nov 14 22:13:20 2023 GMT"), "\(revoked)")
        #expect(try said(.neverIssued).contains("server.pem: unknown"))
        #expect(try said(.unavailable).contains("Responder Error: trylater"))
      }
    }
    // The nonce comes back.
    var own = try pki.responder()
    try folder.write(
      "answer.der",
      own.answer(question, at: now, nextUpdate: seconds(now, plus: 3600)) { _ in .good })
    let both = try openssl([
      "ocsp", "-reqin", path("question.der"), "-respin", path("answer.der"), "-noverify", "-text",
    ])
    let nonces = both.split(separator: "\n").enumerated().filter {
      $0.element.contains("OCSP Nonce")
    }
    #expect(nonces.count == 2, "\(both)")
  }

  // MARK: Parts

  /// One line of OpenSSL's database for each.
  private func index(revoked: [Certificate], good: [Certificate]) -> [UInt8] {
    let lines =
      revoked.map {
        "R\t20961002070640Z\t231114221320Z,keyCompromise\t"
          + "\(hexString(array($0.serialNumber)).uppercased())\tunknown\t/CN=x\n"
      }
      + good.map {
        "V\t20961002070640Z\t\t\(hexString(array($0.serialNumber)).uppercased())\tunknown\t/CN=y\n"
      }
    return ascii(lines.joined())
  }

  private func theirs(
    _ folder: TemporaryFolder, revoked: [Certificate], _ name: String, _ hash: String
  ) throws -> RevocationList {
    try folder.write("index", index(revoked: revoked, good: []))
    try folder.write("number", ascii("1001\n"))
    let configuration = """
      [ca]
      default_ca = authority
      [authority]
      database = \(folder.path)/index
      crlnumber = \(folder.path)/number
      crl_extensions = extensions
      default_crl_days = 2
      default_md = \(hash)
      [extensions]
      authorityKeyIdentifier = keyid

      """
    let file = try folder.write("list.cnf", ascii(configuration))
    try openssl([
      "ca", "-config", file, "-gencrl", "-cert", "\(folder.path)/issuing.pem", "-keyfile",
      "\(folder.path)/issuing.key", "-out", "\(folder.path)/theirs.pem",
    ])
    try openssl([
      "crl", "-in", "\(folder.path)/theirs.pem", "-outform", "DER", "-out",
      "\(folder.path)/theirs.der",
    ])
    return try RevocationList(der: folder.read("theirs.der"))
  }
}

extension RevocationPKI {
  /// The certificates and the lower authority's key, as PEM files in one folder.
  fileprivate func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (name, certificate) in [("root", root), ("issuing", issuing), ("server", server)] {
      try folder.write("\(name).pem", pemText(.certificate, certificate.der))
    }
    try folder.write("issuing.key", keyText(issuingKey, Crypto.self))
    return folder
  }
}
