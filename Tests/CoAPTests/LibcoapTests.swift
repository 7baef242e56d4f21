// SPDX-License-Identifier: Apache-2.0
import CoAP
import Foundation
import TestSupport
import Testing
import Wire

/// Our client against libcoap's server, and libcoap's client against our server.
@Suite(.serialized, .peer("coap-client-notls", package: "libcoap3-bin"))
struct LibcoapTests {
  func ask(
    _ method: Code, _ list: OptionList, _ payload: String = "", confirmable: Bool = true,
    port: UInt16
  ) throws -> (code: Code, payload: [UInt8]) {
    var driven = try DrivenClient(port: port)
    return try driven.ask(method, list, utf8(payload), confirmable: confirmable)
  }

  @Test(arguments: [true, false]) func ourClient(confirmable: Bool) throws {
    let server = try LibcoapServer()
    let time = try ask(.get, path("time"), confirmable: confirmable, port: server.port)
    #expect(time.code == .content && !time.payload.isEmpty)
    let core = try ask(.get, path(".well-known/core"), port: server.port)
    #expect(core.code == .content)
    #expect(String(decoding: core.payload, as: UTF8.self).contains("</time>"))
    #expect(try ask(.get, path("nothing"), port: server.port).code == .notFound)
    var list = path("example_data")
    list.append(.contentFormat, uint: 0)
    let put = try ask(.put, list, "21.5", confirmable: confirmable, port: server.port)
    #expect(put.code == .changed || put.code == .created)
    #expect(try ask(.get, path("example_data"), port: server.port).payload == utf8("21.5"))
    #expect(try ask(.put, path("ours"), "x", port: server.port).code == .created)
    #expect(try ask(.delete, path("ours"), port: server.port).code == .deleted)
  }

  /// libcoap's `async` answers later, in a message of its own.
  @Test func ourClientWaitsForASeparateResponse() throws {
    let server = try LibcoapServer()
    var list = path("async")
    list.append(.uriQuery, "1")
    let answer = try ask(.get, list, port: server.port)
    #expect(answer.code == .content && answer.payload == utf8("done"))
  }

  @Test(arguments: [[], ["-N"]]) func ourServer(_ arguments: [String]) throws {
    let server = try DrivenServer(proved: true)
    defer { server.stop() }
    let read = try server.libcoap(arguments + ["-m", "get"], "temperature")
    #expect(read.outputText.contains("22.3 C"))
    let written = try server.libcoap(arguments + ["-m", "put", "-e", "19"], "temperature")
    #expect(!written.outputText.contains("4.") && written.status == 0)
    let back = try server.libcoap(arguments + ["-m", "get"], "temperature")
    #expect(back.outputText.contains("19"))
    let core = try server.libcoap(arguments + ["-m", "get"], ".well-known/core")
    #expect(core.outputText.contains("</temperature>;rt=\"temperature\""))
    #expect(try server.libcoap(arguments + ["-m", "get"], "nothing").errorText.contains("4.04"))
    #expect(
      try server.libcoap(arguments + ["-m", "delete"], "temperature").errorText.contains("4.05"))
    #expect(
      try server.libcoap(arguments + ["-A", "41", "-m", "get"], "temperature").errorText
        .contains("4.06"))
  }

  /// The answer to `count` takes longer than an acknowledgement may.
  @Test func ourServerAnswersSeparately() throws {
    let server = try DrivenServer(proved: true)
    defer { server.stop() }
    #expect(try server.libcoap(["-m", "post", "-e", "x"], "count").outputText.contains("1"))
    #expect(try server.libcoap(["-m", "post", "-e", "x", "-N"], "count").outputText.contains("2"))
  }

  /// libcoap's client loses its first datagrams, and repeats them.
  @Test func ourServerIsAskedAgain() throws {
    let server = try DrivenServer(proved: true)
    defer { server.stop() }
    let read = try server.libcoap(["-l", "1", "-m", "get"], "temperature")
    #expect(read.outputText.contains("22.3 C"))
  }

  /// libcoap's client knows Echo, and proves its address when it is asked to.
  @Test func ourServerWantsAProof() throws {
    let server = try DrivenServer(proved: false)
    defer { server.stop() }
    let written = try server.libcoap(["-v", "7", "-m", "put", "-e", "19"], "temperature")
    #expect((written.outputText + written.errorText).contains("c:4.01"))
    #expect((written.outputText + written.errorText).contains("c:2.04"))
    #expect(try server.libcoap(["-m", "get"], "temperature").outputText.contains("19"))
  }
}
