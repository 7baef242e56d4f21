// SPDX-License-Identifier: Apache-2.0
import TLS
import TestSupport
import Testing
import Wire

/// What OpenSSL writes in TLS 1.2, both ways.
struct Golden12Tests {
  @Test func helloOfAClient() throws {
    for golden in Golden12.all {
      let message = golden.messages(.clientHello)[0]
      let hello = try read(ClientHello.self, message, by: .client)
      #expect(hello.version == .tls12 && hello.supportedVersions.isEmpty)
      #expect(hello.extendedMasterSecret)
      #expect(hello.hasPointFormats == !hello.groups.isEmpty)
      #expect(hello.suites.contains(CipherSuite(code: 0x00FF)))
      #expect(hello.keyShares == nil && hello.preSharedKeys == nil)
      // OpenSSL also offers compressed points, which we have no field for.
      var whole = try ClientHello.whole(message)
      whole.others.removeAll { $0.type == .ecPointFormats }
      let ours = try read(ClientHello.self, whole.message(), by: .client)
      #expect(ours.order == hello.order && ours.suites == hello.suites)
    }
    let hello = try read(ClientHello.self, Golden12.certificates.messages(.clientHello)[0])
    #expect(hello.serverName == Array("broker.example".utf8))
    #expect(hello.applicationProtocols.only == Array("mqtt".utf8))
    #expect(hello.wantsStatus)
    #expect(hello.groups.first == .x25519)
  }

  @Test func helloOfAServer() throws {
    for golden in Golden12.all {
      let message = golden.messages(.serverHello)[0]
      let hello = try read(ServerHello.self, message)
      #expect(hello.version == .tls12 && hello.selectedVersion == nil)
      #expect(hello.extendedMasterSecret && hello.renegotiationInfo == [])
      #expect(!hello.isRetry)
      // Points again: OpenSSL answers with three formats where ours would be one.
      guard !hello.hasPointFormats else { continue }
      #expect(try hello.message() == message)
    }
    let hello = try read(ServerHello.self, Golden12.certificates.messages(.serverHello)[0])
    #expect(hello.suite.code == 0xC02B && hello.statusRequest)
    #expect(hello.applicationProtocol == Array("mqtt".utf8))
    #expect(hello.present.contains(.serverName) == hello.serverName)
  }

  @Test func certificates() throws {
    for message in Golden12.certificates.messages(.certificate) {
      let chain = try HandshakeMessage(message.span).read(by: .server, CertificateMessage12.rule) {
        body throws(WireError) in try CertificateMessage12(reading: body, as: .x509)
      }
      #expect(1...2 ~= chain.certificates.count && chain.certificates.allSatisfy { $0[0] == 0x30 })
      #expect(try chain.message() == message)
    }
    let bare = CertificateMessage12(bareKey: [1, 2, 3])
    let message = try bare.message()
    #expect(message == framed(.certificate, [0, 0, 3, 1, 2, 3]))
    let body = message[4...]
    let read = try CertificateMessage12(reading: body.span, as: .rawPublicKey)
    #expect(read.isBareKey && read.certificates == [[1, 2, 3]])
  }

  @Test func keyExchange() throws {
    let kinds: [(Golden12, KeyExchange12)] = [
      (.certificates, .ecdhe), (.ecdhePSK, .ecdhePSK), (.psk, .psk),
    ]
    for (golden, kind) in kinds {
      let message = golden.messages(.serverKeyExchange)[0]
      let body = message[4...]
      let server = try ServerKeyExchange(reading: body.span, as: kind)
      #expect(try server.message() == message)
      #expect((server.share == nil) == (kind == .psk))
      #expect((server.signature != nil) == (kind == .ecdhe))
      #expect(server.identityHint == (kind == .ecdhe ? [] : Array("broker".utf8)))
      let signed = try server.parameters()
      #expect(kind != .ecdhe || message[4...].starts(with: signed))

      let reply = golden.messages(.clientKeyExchange)[0]
      let answer = reply[4...]
      let client = try ClientKeyExchange(reading: answer.span, as: kind)
      #expect(try client.message() == reply)
      #expect(client.identity == (kind == .ecdhe ? [] : Array("device".utf8)))
      #expect(client.publicKey.isEmpty == (kind == .psk))
    }
  }

  @Test func theOthers() throws {
    let golden = Golden12.certificates
    let verify = golden.messages(.certificateVerify)[0]
    #expect(try read(CertificateVerify.self, verify).message() == verify)
    let status = golden.messages(.certificateStatus)[0]
    #expect(try read(CertificateStatus.self, status).message() == status)
    let done = golden.messages(.serverHelloDone)[0]
    #expect(try read(ServerHelloDone.self, done).message() == done)
    let request = try read(CertificateRequest12.self, golden.messages(.certificateRequest)[0])
    #expect(request.certificateTypes.contains(64))
    #expect(request.signatureSchemes.first == .ecdsaSecp256r1SHA256)
    // The names of its authorities are not read; all else is as it was.
    let again = try read(CertificateRequest12.self, request.message())
    #expect(again.signatureSchemes == request.signatureSchemes)
  }
}
