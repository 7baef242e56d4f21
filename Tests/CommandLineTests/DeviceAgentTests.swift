// SPDX-License-Identifier: Apache-2.0
import Foundation
import ProgramSupport
import TestSupport
import Testing

@Suite("things device agent")
struct DeviceAgentTests {
  private let folder: TemporaryFolder
  private var store: String { folder.path + "/device" }
  private var application: String { folder.path + "/app" }
  private var socket: String { folder.path + "/run/socket" }

  init() throws {
    folder = try TemporaryFolder()
    let made = try Things.run(
      "device", "new", "--store", store, "--keys", "sealed", "--serial", "SN-7")
    try #require(made.status == 0, "\(made.errorText)")
  }

  private func agent(of store: String) throws -> Background {
    let agent = try Background(
      Things.path, ["device", "agent", "--store", store, "--socket", socket])
    try #require(
      Background.wait { agent.output.contains("memory") }, "\(agent.output) \(agent.errors)")
    return agent
  }

  /// What the agent has printed, to be carried to the application by hand.
  private func key(of agent: Background) throws -> String {
    let line = agent.output.split(separator: "\n").first { $0.contains("agent's key") }
    return try #require(line?.split(separator: " ").last.map(String.init))
  }

  private func pair(_ more: String...) throws -> Finished {
    try run(
      Things.path,
      ["device", "new", "--store", application, "--keys", "agent:" + socket, "--serial", "SN-7"]
        + more)
  }

  @Test(
    "an application signs with a key that it does not have", .peer("openssl", package: "openssl"))
  func signs() throws {
    let agent = try agent(of: store)
    let paired = try pair("--agent-key", key(of: agent))
    #expect(paired.status == 0, "\(paired.errorText)")
    let files = try FileManager.default.contentsOfDirectory(atPath: application)
    #expect(files == ["device.json"])
    let owners = try Data(contentsOf: URL(fileURLWithPath: store + "/device.json"))
    let ours = try Data(contentsOf: URL(fileURLWithPath: application + "/device.json"))
    #expect(try publicKey(owners) == publicKey(ours))

    let file = try folder.write("report", Array("21.5".utf8))
    let signed = try Things.run("device", "sign", "--store", application, "--key", "idevid", file)
    #expect(signed.status == 0, "\(signed.errorText)")
    let pem = try folder.write(
      "key.pem", Things.run("device", "show", "--store", application, "--pem", "idevid").output)
    let verified = try run(
      "openssl", ["dgst", "-sha256", "-verify", pem, "-signature", file + ".sig", file])
    #expect(verified.status == 0, "\(verified.errorText)")
    let attested = try Things.run(
      "device", "attest", "--store", application, "--challenge", String(repeating: "5a", count: 16))
    #expect(attested.status == 0, "\(attested.errorText)")

    let long = try folder.write("long", [UInt8](repeating: 0, count: 4097))
    try Things.run("device", "sign", "--store", application, "--key", "idevid", long)
      .expectRefusal(saying: "at most 4096 bytes", "send a digest")
    try Things.run("device", "sign", "--store", application, "--key", "key-agent", file)
      .expectRefusal(saying: "no key 'key-agent' here")
    withExtendedLifetime(agent) {}
  }

  private struct Written: Decodable { var publicKey: String }

  private func publicKey(_ json: Data) throws -> String {
    try JSONDecoder().decode(Written.self, from: json).publicKey
  }

  @Test("an agent that is killed, and another in its place, are found")
  func killedAndSwapped() throws {
    var running: Background? = try agent(of: store)
    #expect(try pair().status == 0)
    let gone = try #require(running?.processIdentifier)
    running = nil
    #expect(Background.wait { kill(pid_t(gone), 0) != 0 })
    try Things.run("device", "show", "--store", application)
      .expectRefusal(saying: "nobody answers", "start the agent")

    let other = folder.path + "/other"
    let made = try Things.run(
      "device", "new", "--store", other, "--keys", "sealed", "--serial", "SN-7")
    #expect(made.status == 0)
    let swapped = try agent(of: other)
    try Things.run("device", "show", "--store", application)
      .expectRefusal(saying: "not who made this store's keys", "trust nothing")
    try FileManager.default.removeItem(atPath: application)
    // Whoever was told the key need not believe whoever answers.
    let right = try #require(
      try JSONSerialization.jsonObject(
        with: Data(contentsOf: URL(fileURLWithPath: other + "/device.json"))) as? [String: Any])
    try pair("--agent-key", try #require(right["publicKey"] as? String))
      .expectRefusal(saying: "not who made this store's keys")
    #expect(!FileManager.default.fileExists(atPath: application))
    withExtendedLifetime(swapped) {}
  }

  @Test("what is wrong with an agent's place, or with whom it shall serve, is one sentence")
  func refusals() throws {
    func agent(_ socket: String, _ store: String? = nil) throws -> Finished {
      try Things.run("device", "agent", "--store", store ?? self.store, "--socket", socket)
    }
    chmod(folder.path, 0o777)
    try agent(folder.path + "/socket").expectRefusal(saying: "Operation not permitted")
    chmod(folder.path, 0o700)
    try agent(folder.path + "/" + String(repeating: "s", count: 108))
      .expectRefusal(saying: "File name too long")
    try agent(socket, folder.path + "/none").expectRefusal(saying: "no device in")
    let unknown = try Things.run(
      "device", "agent", "--store", store, "--socket", socket, "--allow-user", "no such user")
    #expect(unknown.status != 0 && unknown.errorText.contains("there is no user"))

    let first = try self.agent(of: store)
    try agent(folder.path + "/run/second").expectRefusal(saying: "temporarily unavailable")
    #expect(try pair().status == 0)
    try agent(folder.path + "/run/third", application)
      .expectRefusal(saying: "with an agent already")
    try pair().expectRefusal(saying: "holds a device already")
    let broken = FileManager.default.contents(atPath: application + "/device.json")
      .map { String(decoding: $0, as: UTF8.self) }
      .map { $0.replacing("agentKey", with: "agentkey") }
    try #require(broken).write(
      toFile: application + "/device.json", atomically: true, encoding: .utf8)
    try Things.run("device", "show", "--store", application)
      .expectRefusal(saying: "does not say which agent", "pair the device again")
    withExtendedLifetime(first) {}
  }
}
