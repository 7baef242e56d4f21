// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Authority
import Certificates
import Foundation
import NIOCore
import OpenSSLBackend

struct CAOCSPCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ocsp",
    abstract: "Answer what was revoked, over HTTP, until interrupted.",
    discussion: """
      The responder signs with a key of its own, which the authority certifies for this alone
      when it starts. A revocation counts from the next question on.

      Examples:
        things ca ocsp --directory pki --port 8080
        openssl ocsp -issuer pki/ca.pem -cert pki/device.pem -CAfile pki/ca.pem \\
          -url http://127.0.0.1:8080
      """)

  @OptionGroup var authority: AuthorityOptions

  @Option(help: "The address to listen on.")
  var on = "127.0.0.1"

  @Option(name: .shortAndLong, help: "The port; 0 for any.")
  var port = 8080

  func run() async throws { try await interruptible(serve) }

  @Sendable private func serve() async throws {
    let folder = try authority.folder()
    let answers = try Self.answers(of: folder)
    let server: RevocationServer
    do {
      server = try await RevocationServer(on: on, port: port) { question in
        await answers.answer(question, at: .now)
      }
    } catch {
      let code = (error as? IOError)?.errnoCode
      throw CannotListen(
        address: "\(on):\(port)", reason: code.map { String(cString: strerror($0)) } ?? "\(error)")
    }
    print("listening on \(on):\(server.port), answering for \(folder.folder.path)")
    fflush(nil)
    await server.run()
  }

  private static func answers(
    of folder: AuthorityFolder
  ) throws -> RevocationAnswers<OpenSSLCrypto> {
    var generations = [RevocationAnswers<OpenSSLCrypto>.Generation]()
    for generation in try folder.generations().reversed() {
      generations.append(try Authority.load(from: folder, generation).answers(at: .now))
    }
    return RevocationAnswers(generations)
  }

  struct CannotListen: Error, CustomStringConvertible {
    var address: String
    var reason: String
    var description: String {
      "cannot listen on \(address): \(reason); choose another --port, or end who has it"
    }
  }
}
