// SPDX-License-Identifier: Apache-2.0
import Foundation
import Identity
import KeyStores
import TestSupport
import Testing

/// The program that plays each part; the build puts it beside the tests themselves.
private let child: String = {
  #if canImport(Darwin)
  let tests = Bundle(for: Marker.self).bundleURL
  #else
  let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
  #endif
  return tests.deletingLastPathComponent().appendingPathComponent("AgentChild").path
}()

private final class Marker {}

/// Users that own nothing here; the numbers need not be known to the system.
private let (agentUser, applicationUser, strangerUser): (UInt32, UInt32, UInt32) =
  (54_321, 54_322, 54_323)

private let isRoot = geteuid() == 0

extension Trait where Self == ConditionTrait {
  fileprivate static var severalUsers: ConditionTrait {
    .enabled(
      if: isRoot && (Peer.inCI || Peer.path("setpriv") != nil),
      "only root can start processes of several users; run these tests as root")
  }
}

/// A process that goes on until it is told to end.
private final class Running {
  let process = Process()
  private let output: String
  private let folder: TemporaryFolder
  private let input = Pipe()

  init(_ command: [String]) throws {
    folder = try TemporaryFolder()
    output = try folder.write("out", [])
    process.executableURL = URL(fileURLWithPath: command[0])
    process.arguments = Array(command.dropFirst())
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardInput = input
    try process.run()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  var lines: [String] {
    let text = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
    return text.hasSuffix("\n") ? text.dropLast().components(separatedBy: "\n") : []
  }

  /// Waits for as many lines, at most ten seconds.
  func line(_ number: Int) throws -> String {
    for _ in 0..<2000 where lines.count <= number {
      guard process.isRunning else { break }
      usleep(5000)
    }
    return try #require(lines.count > number ? lines[number] : nil, "it said only \(lines)")
  }

  func tell(_ line: String) { input.fileHandleForWriting.write(Data((line + "\n").utf8)) }

  func end(_ signal: CInt) {
    kill(process.processIdentifier, signal)
    for _ in 0..<2000 where process.isRunning { usleep(5000) }
    #expect(!process.isRunning, "it does not end")
  }
}

private func asUser(_ user: UInt32, groups: [UInt32] = [], _ arguments: [String]) -> [String] {
  guard isRoot else { return [child] + arguments }
  let path = Peer.path("setpriv") ?? "setpriv"
  let groups =
    groups.isEmpty
    ? "--clear-groups" : "--groups=" + groups.map(String.init).joined(separator: ",")
  return [path, "--reuid=\(user)", "--regid=\(user)", groups, child] + arguments
}

/// What a process says that ends by itself.
private func said(by user: UInt32, _ arguments: [String]) throws -> [String] {
  let command = asUser(user, arguments)
  let finished = try run(command[0], Array(command.dropFirst()))
  return finished.outputText.split(separator: "\n").map(String.init)
}

/// An agent in a process of its own, and everything that it has.
private struct Agent {
  /// Everybody may look into it; what is in it is others'.
  let folder: TemporaryFolder
  let running: Running
  let key: String
  let socket: String
  var store: String { folder.path + "/agent" }
  var pid: Int32 { running.process.processIdentifier }

  init(
    serving users: [UInt32]? = nil, burst: Int = 1000, in folder: TemporaryFolder? = nil
  ) throws {
    let folder = try folder ?? TemporaryFolder()
    self.folder = folder
    socket = folder.path + "/run/socket"
    if isRoot, !FileManager.default.fileExists(atPath: folder.path + "/agent") {
      chmod(folder.path, 0o755)
      for name in ["agent", "run"] {
        mkdir(folder.path + "/" + name, 0o700)
        // The group of the socket's folder is the applications'.
        chown(
          folder.path + "/" + name, agentUser, name == "run" ? applicationUser : agentUser)
      }
      chmod(folder.path + "/run", 0o750)
    } else if !isRoot {
      mkdir(folder.path + "/agent", 0o700)
    }
    let users = users ?? [isRoot ? applicationUser : geteuid()]
    running = try Running(
      asUser(
        agentUser, groups: [applicationUser],
        [
          "agent", folder.path + "/agent", socket,
          users.map(String.init).joined(separator: ","), isRoot ? "\(applicationUser)" : "-",
          "\(burst)",
        ]))
    key = try running.line(0)
    try #require(key.count == 130, "\(key)")
  }
}

@Suite struct AgentProcessTests {
  @Test func signsForAnApplication() throws {
    let agent = try Agent()
    #expect(
      try said(by: applicationUser, ["sign", agent.socket, "-", "3"]) == ["3 signed, 0 busy"])
    #expect(
      try said(by: applicationUser, ["sign", agent.socket, agent.key, "3"])
        == ["3 signed, 0 busy"])
    agent.running.end(SIGTERM)
    // Key or proof first, then a signature and a public key each time.
    #expect(agent.running.lines.dropFirst().first == "15 answered, 0 refused, 0 busy")
    #expect(!FileManager.default.fileExists(atPath: agent.socket), "the socket was left")
  }

  /// The store's files are the agent's alone; the file of the one device that has them.
  @Test(.severalUsers) func theApplicationCannotReadTheFiles() throws {
    let agent = try Agent()
    for name in ["keys.sealed", "root", "counter"] {
      let file = agent.store + "/" + name
      #expect(FileManager.default.fileExists(atPath: file))
      #expect(try said(by: applicationUser, ["open", file]) == ["Permission denied"])
      let attributes = try FileManager.default.attributesOfItem(atPath: file)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
      #expect(attributes[.ownerAccountID] as? UInt32 == agentUser)
      #expect(try said(by: agentUser, ["open", file]) == ["done"])
    }
    // Not even if somebody opens the folder by mistake.
    chmod(agent.store, 0o755)
    let image = agent.store + "/keys.sealed"
    #expect(try said(by: applicationUser, ["open", image]) == ["Permission denied"])
  }

  /// Neither the application nor another process of the agent's own user.
  @Test(.severalUsers, arguments: [agentUser, applicationUser])
  func nobodyReadsTheMemory(user: UInt32) throws {
    let agent = try Agent()
    let memory = "/proc/\(agent.pid)/mem"
    #expect(try said(by: user, ["open", memory]) == ["Permission denied"])
    #expect(try said(by: user, ["trace", "\(agent.pid)"]) == ["Operation not permitted"])
    #expect(try said(by: user, ["open", "/proc/\(agent.pid)/maps"]) == ["Permission denied"])
    let limits = try String(contentsOfFile: "/proc/\(agent.pid)/limits", encoding: .utf8)
    let core = limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") }
    #expect(core?.split(separator: " ").dropFirst(4).prefix(2) == ["0", "0"])
  }

  /// The control: without being asked, the system lets a user look into its own processes.
  @Test(.severalUsers) func anotherProcessCanBeRead() throws {
    let other = try Running(
      [
        Peer.path("setpriv") ?? "setpriv", "--reuid=\(agentUser)", "--regid=\(agentUser)",
        "--clear-groups", "/bin/cat",
      ])
    defer { other.end(SIGKILL) }
    let maps = "/proc/\(other.process.processIdentifier)/maps"
    for _ in 0..<2000 {
      // Until it has become that user.
      let attributes = try FileManager.default.attributesOfItem(atPath: maps)
      if attributes[.ownerAccountID] as? UInt32 == agentUser { break }
      usleep(5000)
    }
    #expect(try said(by: agentUser, ["open", maps]) == ["done"])
    #expect(try said(by: strangerUser, ["open", maps]) == ["Permission denied"])
  }

  @Test func aKilledAgentIsFound() throws {
    let agent = try Agent()
    let application = try Running(asUser(applicationUser, ["stay", agent.socket, agent.key]))
    #expect(try application.line(0) == "proved")
    application.tell("")
    #expect(try application.line(1) == "signed")
    agent.running.end(SIGKILL)
    let gone = "nobody answers for the store; start the agent, or check that the token is there"
    for i in 2..<4 {
      application.tell("")
      #expect(try application.line(i) == gone)
    }
    // Nobody listens: the same sentence, at once.
    #expect(try said(by: applicationUser, ["sign", agent.socket, agent.key, "1"]) == [gone])
  }

  /// It takes the place where the socket was left, and is known again by its key.
  @Test func aRestartedAgentIsTheSame() throws {
    let first = try Agent()
    first.running.end(SIGKILL)
    #expect(FileManager.default.fileExists(atPath: first.socket))
    let second = try Agent(in: first.folder)
    #expect(second.key == first.key)
    #expect(
      try said(by: applicationUser, ["sign", second.socket, first.key, "1"])
        == ["1 signed, 0 busy"])
  }

  /// Another agent, with another store, at the same place.
  @Test func aSwappedAgentIsFound() throws {
    let first = try Agent()
    let key = first.key
    first.running.end(SIGTERM)
    for name in ["keys.sealed", "counter", "root"] {
      try FileManager.default.removeItem(atPath: first.store + "/" + name)
    }
    let second = try Agent(in: first.folder)
    #expect(second.key != key)
    #expect(
      try said(by: applicationUser, ["sign", second.socket, key, "1"]) == [
        "whoever answers is not who made this store's keys; trust nothing that it signs, and"
          + " find out who put it there"
      ])
  }

  @Test func twoAgentsDoNotShareAPlace() throws {
    let first = try Agent()
    // Another store, so that it is not the store's lock that keeps it out.
    let other = first.folder.path + "/other"
    mkdir(other, 0o700)
    if isRoot { chown(other, agentUser, agentUser) }
    let user = isRoot ? applicationUser : geteuid()
    let group = isRoot ? "\(applicationUser)" : "-"
    // It knocks as the agent's user, whom the first one turns away: somebody is there.
    let second = try run(
      asUser(
        agentUser, groups: [applicationUser],
        ["agent", other, first.socket, "\(user)", group, "9"]))
    #expect(second.status == 1)
    let inUse = KeyStoreError.medium(Int(EADDRINUSE)).description
    #expect(second.outputText == inUse + "\n")
    #expect(
      try said(by: applicationUser, ["sign", first.socket, first.key, "1"])
        == ["1 signed, 0 busy"])
  }

  /// Whoever may not knock does not get as far as the socket; whoever may and is not served is told
  /// so, and not heard.
  @Test(.severalUsers) func aWrongUserIsRefused() throws {
    let agent = try Agent()
    let refused = "the store does not serve this caller; run as the user that it was made for"
    #expect(try said(by: strangerUser, ["sign", agent.socket, agent.key, "1"]) == [refused])
    let inGroup = asUser(
      strangerUser, groups: [applicationUser], ["sign", agent.socket, agent.key, "1"])
    let knocked = try run(inGroup)
    #expect(knocked.outputText == refused + "\n")
    // Root is not served either, though it could do worse.
    let root = try run([child, "sign", agent.socket, agent.key, "1"])
    #expect(root.outputText == refused + "\n")
    let bytes = asUser(strangerUser, groups: [applicationUser], ["raw", agent.socket, "00020101"])
    #expect(try run(bytes).outputText == "000b0100040000000000000000 closed\n")
    #expect(
      try said(by: applicationUser, ["sign", agent.socket, agent.key, "1"])
        == ["1 signed, 0 busy"])
    agent.running.end(SIGTERM)
    #expect(agent.running.lines.last == "0 faults, 3 turned away")
  }

  /// Each ends its own connection, and nobody else's.
  @Test(arguments: [
    "1026", "FFFF00", "00020106", "00020201", "0002010100", "0002010100020101", "00",
    "0008010301" + "6B0001",
  ])
  func whatBreaksTheProtocolIsHungUpOn(bytes: String) throws {
    let agent = try Agent()
    let application = try Running(asUser(applicationUser, ["stay", agent.socket, agent.key]))
    #expect(try application.line(0) == "proved")
    #expect(try said(by: applicationUser, ["raw", agent.socket, bytes]) == [" closed"])
    application.tell("")
    #expect(try application.line(1) == "signed")
    agent.running.end(SIGTERM)
    #expect(agent.running.lines.last == "1 faults, 0 turned away")
  }

  /// Megabytes, from a process that never reads.
  @Test func anOversizedRequestIsNotKept() throws {
    let agent = try Agent()
    let bytes = String(repeating: "FF", count: 50_000)
    #expect(try said(by: applicationUser, ["raw", agent.socket, bytes]) == [" closed"])
    #expect(
      try said(by: applicationUser, ["sign", agent.socket, agent.key, "1"])
        == ["1 signed, 0 busy"])
  }

  /// One user floods; another is served at once.
  @Test(.severalUsers) func aFloodIsRefused() throws {
    let agent = try Agent(serving: [applicationUser, strangerUser], burst: 10)
    // The proof is one, and each signature is two.
    let flood = try said(by: applicationUser, ["sign", agent.socket, agent.key, "2000"])
    let words = try #require(flood.first).split(separator: " ").compactMap {
      Int($0.prefix { $0.isNumber })
    }
    try #require(words.count == 2, "\(flood)")
    #expect(words[0] < 200 && words[1] > 1000 && words[0] + words[1] == 2000)
    let other = asUser(
      strangerUser, groups: [applicationUser], ["sign", agent.socket, agent.key, "4"])
    #expect(try run(other).outputText == "4 signed, 0 busy\n")
  }

  /// As many connections of one user as may be, and no more.
  @Test(.severalUsers) func aCrowdIsTurnedAway() throws {
    let agent = try Agent(serving: [applicationUser, strangerUser])
    #expect(
      try said(by: applicationUser, ["crowd", agent.socket, "40"]) == ["8 served, 32 busy"])
    // They have gone, so that there is room again.
    #expect(
      try said(by: applicationUser, ["sign", agent.socket, agent.key, "1"])
        == ["1 signed, 0 busy"])
  }

  /// A folder that others may write to is no place for a socket.
  @Test(arguments: [0o777, 0o770, 0o755, 0o707])
  func aFolderThatOthersMayUse(mode: Int) throws {
    let folder = try TemporaryFolder()
    let place = folder.path + "/run"
    mkdir(place, 0o700)
    chmod(place, mode_t(mode))
    let finished = try run(
      [child, "agent", folder.path, place + "/socket", "\(geteuid())", "-", "9"])
    #expect(finished.status == 1)
    #expect(finished.outputText == KeyStoreError.medium(Int(EPERM)).description + "\n")
  }

  /// Something else lies where the socket should be; it is not taken away.
  @Test func aFileInTheWay() throws {
    let folder = try TemporaryFolder()
    mkdir(folder.path + "/run", 0o700)
    let path = try folder.write("run/socket", [1, 2, 3])
    let finished = try run([child, "agent", folder.path, path, "\(geteuid())", "-", "9"])
    #expect(finished.outputText == KeyStoreError.medium(Int(EEXIST)).description + "\n")
    #expect(FileManager.default.contents(atPath: path) == Data([1, 2, 3]))
  }

  @Test func aPathTooLongForASocket() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/" + String(repeating: "s", count: 108)
    let finished = try run([child, "sign", path, "-", "1"])
    #expect(finished.outputText == KeyStoreError.medium(Int(ENAMETOOLONG)).description + "\n")
  }
}

private func run(_ command: [String]) throws -> Finished {
  try run(command[0], Array(command.dropFirst()))
}
