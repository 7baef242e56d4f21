// SPDX-License-Identifier: Apache-2.0
import Foundation
import Identity
import KeyStores
import OpenSSLBackend
import Primitives
import SystemRandom
import TestSupport
import Testing

/// The program that is killed; the build puts it beside the tests themselves.
private let child: String = {
  #if canImport(Darwin)
  let tests = Bundle(for: Marker.self).bundleURL
  #else
  let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
  #endif
  return tests.deletingLastPathComponent().appendingPathComponent("SealedStoreChild").path
}()

private final class Marker {}

/// What is in the child's store, now that the child is gone.
private func labels(in folder: TemporaryFolder) throws(KeyStoreError) -> [String] {
  var random = SystemRandom()
  let root = try deviceRootKey(at: folder.path + "/root", using: &random)
  let medium = try FileMedium(
    image: folder.path + "/keys.sealed", counter: folder.path + "/counter")
  let device: [UInt8] = [7]
  var store = try SealedStore<OpenSSLCrypto, FileMedium, SystemRandom>(
    medium, rootKey: root, device: device.span, random: random)
  return try store.list().map { String(decoding: $0.label.bytes, as: UTF8.self) }
}

@Suite struct KilledTests {
  /// Killed at any moment, it leaves what it said that it had done, and at most one thing more.
  @Test func aProcessThatIsKilledLosesNothing() throws {
    var random = SeededRandom(seed: 51)
    var moments: Set<Int> = []
    for _ in 0..<25 {
      let folder = try TemporaryFolder()
      let process = Process()
      process.executableURL = URL(fileURLWithPath: child)
      process.arguments = [folder.path, "churn"]
      let output = try folder.write("out", [])
      process.standardOutput = FileHandle(forWritingAtPath: output)
      try process.run()
      usleep(UInt32.random(in: 3000...60_000, using: &random))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let said = try String(contentsOfFile: output, encoding: .utf8)
        .split(separator: "\n").map(String.init)
      moments.insert(said.count)
      let found = try labels(in: folder)
      #expect(
        found == state(after: said.count) || found == state(after: said.count + 1),
        "\(said.suffix(2)), but the store has \(found)")
    }
    #expect(moments.count > 3, "it was killed at the same moment each time")
  }

  /// After the first key was made, each two changes make another and destroy the one before.
  private func state(after changes: Int) -> [String] {
    switch changes {
    case 0: []
    case 1: ["key-0"]
    default:
      changes.isMultiple(of: 2)
        ? ["key-\(changes / 2 - 1)", "key-\(changes / 2)"].sorted()
        : ["key-\(changes / 2)"]
    }
  }

  /// Each call that makes a change durable fails once, in a run of its own: what the store said is
  /// what is there.
  @Test(.peer("strace", package: "strace"), arguments: ["fsync", "?renameat,?renameat2"])
  func eachCallFailsOnce(calls: String) throws {
    var refused = 0
    for time in 1...16 {
      let folder = try TemporaryFolder()
      let lines = try steps(in: folder, injecting: "\(calls):error=EIO:when=\(time)")
      let found = try labels(in: folder)
      if lines.last?.hasPrefix("failed") == true {
        #expect(lines.count == 1 && found.isEmpty)
        continue
      }
      try #require(lines.count == 4, "\(lines)")
      #expect(lines[3] == "has " + found.joined(separator: " "), "call \(time): \(lines)")
      refused += lines.count { $0 == "refused" }
    }
    #expect(refused >= 6)
  }

  /// The process dies at each such call, in a run of its own.
  @Test(.peer("strace", package: "strace"), arguments: ["fsync", "?renameat,?renameat2"])
  func dyingAtEachCall(calls: String) throws {
    let states = [[], ["a"], ["a", "b"], ["b"]]
    var deaths = 0
    for time in 1...16 {
      let folder = try TemporaryFolder()
      let lines = try steps(in: folder, injecting: "\(calls):signal=SIGKILL:when=\(time)")
      let found = try labels(in: folder)
      let done = min(lines.count, 3)
      #expect(
        found == states[done] || (done < 3 && found == states[done + 1]),
        "call \(time): \(lines), but the store has \(found)")
      if lines.count < 4 { deaths += 1 }
    }
    #expect(deaths >= 7)
  }

  private func steps(in folder: TemporaryFolder, injecting fault: String) throws -> [String] {
    try run(
      "strace", ["-f", "-o", "/dev/null", "-e", "inject=\(fault)", child, folder.path, "steps"]
    ).outputText.split(separator: "\n").map(String.init)
  }

  /// A file may grow to a number of blocks and no further: half a write, and then none.
  @Test(arguments: [0, 1, 2])
  func aFileThatMayNotGrow(blocks: Int) throws {
    let folder = try TemporaryFolder()
    // Root key and counter first, since they must be there to begin with.
    let whole = try run(child, [folder.path, "fill"])
    #expect(whole.outputText == "all were made\nhas 32\n")
    try FileManager.default.removeItem(atPath: folder.path + "/keys.sealed")
    try FileManager.default.removeItem(atPath: folder.path + "/counter")

    let script = "trap '' XFSZ; ulimit -f \(blocks); exec \"$0\" \"$@\""
    let limited = try run("/bin/sh", ["-c", script, child, folder.path, "fill"])
    let lines = limited.outputText.split(separator: "\n").map(String.init)
    if blocks == 0 {
      // Not even a line of output may be written into a file.
      #expect(lines.isEmpty)
    } else {
      try #require(lines.count == 2, "\(limited.outputText) \(limited.errorText)")
      #expect(lines[0] == "refused \(KeyStoreError.medium(Int(EFBIG)))")
      let count = try #require(Int(lines[1].dropFirst(4)))
      #expect(0 < count && count < 32)
      #expect(
        try labels(in: folder) == (0..<count).map { "a-label-as-long-as-labels-are-\(10 + $0)" })
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(!files.contains { $0.hasSuffix(".new") }, "half a file was left: \(files)")
  }

  /// A file system of its own in memory, of a few pages.
  @Test(.enabled(if: Peer.inCI || canMount, "this user may not make a mount namespace"))
  func aDiskThatIsFull() throws {
    let folder = try TemporaryFolder()
    let script = """
      mount -t tmpfs -o size=64k tmpfs "$1" || exit 3
      exec "$0" "$1" full-disk
      """
    let finished = try run("unshare", ["-r", "-m", "sh", "-c", script, child, folder.path])
    #expect(finished.status == 0, "\(finished.errorText)")
    #expect(finished.outputText == "no space\nno space\nhas a\nhas a b\n")
  }

  private static var canMount: Bool {
    let finished = try? run("unshare", ["-r", "-m", "true"])
    return finished?.status == 0
  }

  @Test func signalsInBetweenAreNoFailure() throws {
    let folder = try TemporaryFolder()
    let finished = try run(child, [folder.path, "alarms"])
    #expect(finished.status == 0)
    #expect(finished.outputText.hasSuffix("end\n"), "\(finished.outputText.suffix(200))")
    #expect(try labels(in: folder) == ["key-39"])
  }

  /// It waits for a lock while signals rain, and has its answer when the lock is free.
  @Test func waitsForTheLockThroughSignals() throws {
    let folder = try TemporaryFolder()
    let lock = open(folder.path + "/root.lock", O_RDWR | O_CREAT, 0o600)
    #expect(flock(lock, LOCK_EX) == 0)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: child)
    process.arguments = [folder.path, "root"]
    let output = try folder.write("out", [])
    process.standardOutput = FileHandle(forWritingAtPath: output)
    try process.run()
    while try String(contentsOfFile: output, encoding: .utf8).isEmpty { usleep(1000) }
    usleep(50_000)
    #expect(try String(contentsOfFile: output, encoding: .utf8) == "asks\n")
    close(lock)
    process.waitUntilExit()
    #expect(try String(contentsOfFile: output, encoding: .utf8) == "asks\nhas 32 bytes\n")
  }
}
