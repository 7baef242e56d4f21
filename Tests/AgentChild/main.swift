// SPDX-License-Identifier: Apache-2.0
import CLocalPeer
import Identity
import KeyStores
import OpenSSLBackend
import Primitives
import SystemRandom
import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

// Whoever plays a part around a key agent, in a process of its own, under a user of its own.
//
//     AgentChild agent FOLDER SOCKET USER GROUP BURST   an agent with a key named k, until SIGTERM
//     AgentChild sign SOCKET AGENTKEY TIMES             signs with k, and says how often it was let
//     AgentChild stay SOCKET AGENTKEY                   signs again for each line that it reads
//     AgentChild raw SOCKET HEX                         sends bytes; what comes, until the end
//     AgentChild crowd SOCKET COUNT                     opens connections; how many stay open
//     AgentChild open FILE                              whether it can be read, or the errno
//     AgentChild trace PID                              whether it can be traced, or the errno
//
// USER may be several, with commas; GROUP may be `-`, and AGENTKEY too, for pairing.

let arguments = CommandLine.arguments
let stopPipe: (read: CInt, write: CInt) = {
  var ends: [CInt] = [0, 0]
  _ = pipe(&ends)
  return (ends[0], ends[1])
}()

func say(_ line: String) {
  let bytes = Array((line + "\n").utf8)
  _ = bytes.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
}

func hexadecimal(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

func bytes(_ hexadecimal: String) -> [UInt8] {
  let digits = hexadecimal.compactMap(\.hexDigitValue)
  return stride(from: 0, to: digits.count - 1, by: 2).map {
    UInt8(digits[$0] << 4 | digits[$0 + 1])
  }
}

let key: KeyLabel = {
  do throws(KeyStoreError) { return try KeyLabel([UInt8(ascii: "k")].span) } catch { exit(9) }
}()

func agent(_ folder: String, _ path: String) throws(KeyStoreError) {
  _ = Hardening.apply()
  var random = SystemRandom()
  let root = try deviceRootKey(at: folder + "/root", using: &random)
  let medium = try FileMedium(image: folder + "/keys.sealed", counter: folder + "/counter")
  let device: InlineArray<1, UInt8> = [7]
  var store = try SealedStore<OpenSSLCrypto, FileMedium, SystemRandom>(
    medium, rootKey: root, device: device.span, random: SystemRandom())
  if try !store.list().contains(where: { $0.label == key }) {
    try store.generate(.ecdsaP256, as: key)
  }
  var limits = AgentLimits()
  limits.burst = Int(arguments[6]) ?? 0
  limits.interval = .milliseconds(200)
  limits.patience = .milliseconds(300)
  var server = try AgentServer(
    store, at: path, serving: arguments[4].split(separator: ",").compactMap { UInt32($0) },
    group: UInt32(arguments[5]), limits: limits)
  // A test's thread may have blocked it, and a child inherits that.
  var none = sigset_t()
  sigemptyset(&none)
  sigprocmask(SIG_SETMASK, &none, nil)
  signal(SIGTERM) { _ in _ = write(stopPipe.write, "!", 1) }
  say(hexadecimal(try server.agentKey()))
  try server.run(until: stopPipe.read)
  let tally = server.tally
  say("\(tally.answered) answered, \(tally.refused) refused, \(tally.busy) busy")
  say("\(tally.faults) faults, \(tally.turnedAway) turned away")
}

func store() throws(KeyStoreError) -> AgentStore<OpenSSLCrypto> {
  var random = SystemRandom()
  let line = try SocketLine(to: arguments[2])
  if arguments[3] == "-" { return try AgentStore(pairing: line, using: &random) }
  return try AgentStore(line, agentKey: bytes(arguments[3]), using: &random)
}

func sign(_ store: inout AgentStore<OpenSSLCrypto>) throws(KeyStoreError) {
  let message = Array("a reading".utf8)
  let signature = try [UInt8](capacity: 72) { out throws(KeyStoreError) in
    try store.sign(message.span, with: key, into: &out)
  }
  let publicKey = try store.publicKey(of: key)
  do throws(CryptoError) {
    try OpenSSLCrypto.P256.verify(signature.span, of: message.span, publicKey: publicKey.span)
  } catch { throw .crypto(error) }
}

func signTimes(_ times: Int) throws(KeyStoreError) {
  var store = try store()
  var (signed, busy) = (0, 0)
  for _ in 0..<times {
    do throws(KeyStoreError) {
      try sign(&store)
      signed += 1
    } catch {
      guard error == .busy else { throw error }
      busy += 1
    }
  }
  say("\(signed) signed, \(busy) busy")
}

func stay() throws(KeyStoreError) {
  var store = try store()
  say("proved")
  while readLine() != nil {
    do throws(KeyStoreError) {
      try sign(&store)
      say("signed")
    } catch { say("\(error)") }
  }
}

func raw(_ path: String, _ sent: [UInt8]) throws(KeyStoreError) {
  var line = try SocketLine(to: path)
  try line.send(sent.span)
  let deadline = line.now + .seconds(5)
  var came: [UInt8] = []
  do throws(KeyStoreError) {
    while line.now < deadline {
      var count = 0
      let bytes = try Secret(count: 512) { bytes throws(KeyStoreError) in
        count = try line.receive(into: &bytes, until: deadline)
      }
      for i in 0..<count { came.append(bytes.bytes[i]) }
    }
    say(hexadecimal(came) + " open")
  } catch { say(hexadecimal(came) + " closed") }
}

/// Each asks once whether it is served.
func crowd(_ path: String, _ count: Int) throws(KeyStoreError) {
  var (open, busy) = (0, 0)
  var kept: [Keeper] = []
  for _ in 0..<count {
    let keeper = Keeper(try SocketLine(to: path))
    kept.append(keeper)
    switch keeper.firstAnswer() {
    // A list of keys, or a refusal.
    case let answer where answer.count > 3 && answer[3] == 1: open += 1
    case let answer where answer.count == 13 && answer[4] == 5: busy += 1
    default: break
    }
  }
  say("\(open) served, \(busy) busy")
}

final class Keeper {
  var line: SocketLine
  init(_ line: consuming SocketLine) { self.line = line }

  func firstAnswer() -> [UInt8] {
    do throws(KeyStoreError) {
      try line.send([0, 2, 1, 1].span)
      var count = 0
      let bytes = try Secret(count: 512) { bytes throws(KeyStoreError) in
        count = try line.receive(into: &bytes, until: line.now + .seconds(5))
      }
      return (0..<count).map { bytes.bytes[$0] }
    } catch { return [] }
  }
}

func outcome(_ result: Int) -> String {
  let code = errno
  return result >= 0 ? "done" : String(cString: strerror(code))
}

do throws(KeyStoreError) {
  switch arguments[1] {
  case "agent": try agent(arguments[2], arguments[3])
  case "sign": try signTimes(Int(arguments[4]) ?? 0)
  case "stay": try stay()
  case "raw": try raw(arguments[2], bytes(arguments[3]))
  case "crowd": try crowd(arguments[2], Int(arguments[3]) ?? 0)
  case "open": say(outcome(Int(open(arguments[2], O_RDONLY))))
  case "trace": say(outcome(Int(things_try_trace(CInt(arguments[2]) ?? 0))))
  default: exit(9)
  }
} catch {
  say("\(error)")
  exit(1)
}
