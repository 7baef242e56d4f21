// SPDX-License-Identifier: Apache-2.0
import Foundation
import ProgramSupport
import TestSupport
import Testing

/// CoAP with the library that most Python programs use, each way, over plain UDP.
@Suite("aiocoap", .pythonPeer("aiocoap"), .timeLimit(.minutes(5)))
struct AiocoapTests {
  @Test("its client asks our server", arguments: ["con", "non"])
  func client(kind: String) throws {
    let script = PythonScript("aiocoap_client.py")
    try withThings(["coap", "serve"]) { port, server in
      func ask(_ method: String, _ path: String, _ payload: String...) throws -> String {
        let answer = try script.run(
          [kind, method, "coap://127.0.0.1:\(port)/\(path)"] + payload)
        #expect(answer.status == 0, "\(answer.errorText) \(server.errors)")
        return answer.outputText.trimmingCharacters(in: .whitespacesAndNewlines)
      }
      let core = try ask("GET", ".well-known/core")
      #expect(core.hasPrefix("2.05 ") && core.contains("</label>;rt=\"label\""))
      #expect(try ask("GET", "sensors/uptime").hasSuffix(" s"))
      #expect(try ask("GET", "label") == "4.04")
      #expect(try ask("PUT", "label", "the kitchen") == "2.01")
      #expect(try ask("PUT", "label", "the hall") == "2.04")
      #expect(try ask("GET", "label") == "2.05 the hall")
      #expect(try ask("DELETE", "label") == "2.02")
      #expect(try ask("GET", "label") == "4.04")
    }
  }

  @Test("our client asks its server")
  func server() throws {
    let port = try FakeServer(answering: []).port
    let peer = try PythonScript("aiocoap_server.py").start(["\(port)"])
    try withExtendedLifetime(peer) {
      try #require(Background.wait { peer.output.contains("listening") }, "\(peer.errors)")
      let address = "coap://127.0.0.1:\(port)"
      func ask(_ arguments: String...) throws -> String {
        let answer = try TestSupport.run(Things.path, ["coap"] + arguments + ["-B", "10"])
        #expect(answer.status == 0, "\(answer.errorText) \(peer.errors)")
        return answer.outputText.trimmingCharacters(in: .newlines)
      }
      #expect(try ask("discover", address).contains("</label>"))
      #expect(try ask("get", "\(address)/label") == "nothing yet")
      _ = try ask("put", "\(address)/label", "-e", "the kitchen")
      #expect(try ask("get", "\(address)/label", "--non-confirmable") == "the kitchen")
      // An acknowledgement first, and the answer in a message of its own.
      #expect(try ask("get", "\(address)/slow") == "at last")
      try Things.run("coap", "get", "\(address)/nowhere").expectRefusal(saying: "4.04")
    }
  }
}
