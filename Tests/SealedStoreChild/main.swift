// SPDX-License-Identifier: Apache-2.0
import Identity
import KeyStores
import OpenSSLBackend
import Primitives
import SystemRandom

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

// A process with a sealed store that its parent may kill, or give a disk that is full.
//
//     SealedStoreChild FOLDER churn        makes and destroys keys until it is killed
//     SealedStoreChild FOLDER fill         makes keys until one is refused
//     SealedStoreChild FOLDER full-disk    makes one, fills the disk, tries, makes room, tries
//     SealedStoreChild FOLDER alarms       makes and destroys keys while signals rain
//     SealedStoreChild FOLDER steps        makes two keys and destroys one
//     SealedStoreChild FOLDER root         makes the root key, or waits for who makes it
//
// Each line of its output is one thing that was done when the line was written.

typealias Store = SealedStore<OpenSSLCrypto, FileMedium, SystemRandom>

let folder = CommandLine.arguments[1]

func say(_ line: String) {
  let bytes = Array((line + "\n").utf8)
  _ = bytes.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
}

func opened() throws(KeyStoreError) -> Store {
  var random = SystemRandom()
  let root = try deviceRootKey(at: folder + "/root", using: &random)
  let medium = try FileMedium(image: folder + "/keys.sealed", counter: folder + "/counter")
  let device: InlineArray<1, UInt8> = [7]
  return try Store(medium, rootKey: root, device: device.span, random: SystemRandom())
}

func label(_ text: String) throws(KeyStoreError) -> KeyLabel { try KeyLabel(Array(text.utf8).span) }

func labels(_ store: inout Store) throws(KeyStoreError) -> String {
  try store.list().map { String(decoding: $0.label.bytes, as: UTF8.self) }
    .joined(separator: " ")
}

func churn(rounds: Int) throws(KeyStoreError) {
  var store = try opened()
  for i in 0..<rounds {
    try store.generate(.x25519, as: label("key-\(i)"))
    say("made key-\(i)")
    if i > 0 {
      try store.destroy(label("key-\(i - 1)"))
      say("destroyed key-\(i - 1)")
    }
  }
}

func fill() throws(KeyStoreError) {
  var store = try opened()
  do throws(KeyStoreError) {
    for i in 10..<42 {
      try store.generate(.x25519, as: label("a-label-as-long-as-labels-are-\(i)"))
    }
    say("all were made")
  } catch { say("refused \(error)") }
  say("has \(try store.list().count)")
}

/// As many bytes as the disk takes.
func fillDisk(_ path: String) {
  let file = open(path, O_WRONLY | O_CREAT, 0o600)
  let bytes = [UInt8](repeating: 0, count: 512)
  while bytes.withUnsafeBytes({ write(file, $0.baseAddress, $0.count) }) > 0 {}
  close(file)
}

func fullDisk() throws(KeyStoreError) {
  var store = try opened()
  try store.generate(.x25519, as: label("a"))
  fillDisk(folder + "/filler")
  for name in ["b", "c"] {
    do throws(KeyStoreError) {
      try store.generate(.x25519, as: label(name))
      say("made \(name)")
    } catch { say("\(error == .medium(Int(ENOSPC)) ? "no space" : "\(error)")") }
  }
  say("has \(try labels(&store))")
  unlink(folder + "/filler")
  try store.generate(.x25519, as: label("b"))
  say("has \(try labels(&store))")
}

func steps() throws(KeyStoreError) {
  var store = try opened()
  for name in ["a", "b"] {
    do throws(KeyStoreError) {
      try store.generate(.x25519, as: label(name))
      say("made \(name)")
    } catch { say("refused") }
  }
  do throws(KeyStoreError) {
    try store.destroy(label("a"))
    say("destroyed a")
  } catch { say("refused") }
  say("has \(try labels(&store))")
}

func rainSignals() {
  var action = sigaction()
  #if canImport(Darwin)
  action.__sigaction_u.__sa_handler = { _ in }
  #else
  action.__sigaction_handler.sa_handler = { _ in }
  #endif
  sigaction(SIGALRM, &action, nil)
  let often = timeval(tv_sec: 0, tv_usec: 500)
  var timer = itimerval(it_interval: often, it_value: often)
  setitimer(0, &timer, nil)  // ITIMER_REAL, whose type differs between systems.
}

do throws(KeyStoreError) {
  switch CommandLine.arguments[2] {
  case "churn": try churn(rounds: .max)
  case "fill": try fill()
  case "full-disk": try fullDisk()
  case "steps": try steps()
  case "alarms":
    rainSignals()
    try churn(rounds: 40)
    say("end")
  case "root":
    rainSignals()
    say("asks")
    var random = SystemRandom()
    let root = try deviceRootKey(at: folder + "/root", using: &random)
    say("has \(root.count) bytes")
  default:
    say("what?")
    exit(2)
  }
} catch {
  say("failed \(error)")
  exit(1)
}
