// SPDX-License-Identifier: Apache-2.0
import Foundation
import Identity
import KeyStoreContract
import KeyStores
import OpenSSLBackend
import Primitives
import SystemRandom
import TestSupport
import Testing
import Wire

typealias FileStore = SealedStore<OpenSSLCrypto, FileMedium, SystemRandom>

/// A device's three places: its keys, its counter, and what stands for its fuses.
struct Places {
  let folder: TemporaryFolder
  var image: String { folder.path + "/store/keys.sealed" }
  var counter: String { folder.path + "/elsewhere/counter" }
  var root: String { folder.path + "/fuses/root" }

  init() throws { folder = try TemporaryFolder() }

  func open() throws(KeyStoreError) -> FileStore {
    var random = SystemRandom()
    let root = try deviceRootKey(at: root, using: &random)
    let medium = try FileMedium(image: image, counter: counter)
    let device: [UInt8] = [7]
    return try FileStore(medium, rootKey: root, device: device.span, random: random)
  }

  func refusal() -> KeyStoreError? {
    do throws(KeyStoreError) {
      _ = try open()
      return nil
    } catch { return error }
  }

  func labels() throws(KeyStoreError) -> [String] {
    var store = try open()
    return try store.list().map { String(decoding: $0.label.bytes, as: UTF8.self) }
  }

  func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  func write(_ bytes: [UInt8], to path: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  func mode(_ path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return try #require(attributes[.posixPermissions] as? NSNumber).intValue
  }
}

@Suite struct FileMediumTests {
  @Test func keepsTheContract() throws {
    let places = try Places()
    try keyStoreContract(against: PortableCrypto.self) { try places.open() }
  }

  @Test func belongsToItsOwnerAlone() throws {
    let places = try Places()
    do {
      var store = try places.open()
      try store.generate(.ed25519, as: .of("a"))
    }
    for path in [places.image, places.image + ".lock", places.counter, places.root] {
      #expect(try places.mode(path) == 0o600, "\(path)")
    }
    for path in [places.image, places.counter, places.root] {
      #expect(try places.mode((path as NSString).deletingLastPathComponent) == 0o700)
    }
  }

  @Test func leavesNothingBeside() throws {
    let places = try Places()
    do {
      var store = try places.open()
      for i in 0..<5 { try store.generate(.ed25519, as: .of("k\(i)")) }
      try store.destroy(.of("k2"))
    }
    let files = FileManager.default
    let image = (places.image as NSString).deletingLastPathComponent
    let counter = (places.counter as NSString).deletingLastPathComponent
    #expect(
      try files.contentsOfDirectory(atPath: image).sorted() == ["keys.sealed", "keys.sealed.lock"])
    #expect(try files.contentsOfDirectory(atPath: counter) == ["counter"])
    #expect(try places.bytes(places.counter) == [0, 0, 0, 0, 0, 0, 0, 6])
  }

  @Test func aSecondOneWaitsOutside() throws {
    let places = try Places()
    var store = try places.open()
    #expect(places.refusal() == .medium(Int(EWOULDBLOCK)))
    try store.generate(.ed25519, as: .of("a"))
    _ = consume store
    #expect(try places.labels() == ["a"])
  }

  /// What a power cut leaves: half of the new image beside the old, or all of it.
  @Test func halfAnImageBesideIsNothing() throws {
    let places = try Places()
    var images: [[UInt8]] = []
    do {
      var store = try places.open()
      for name in ["a", "b"] {
        try store.generate(.ed25519, as: .of(name))
        images.append(try places.bytes(places.image))
      }
    }
    try places.write(images[0], to: places.image)
    try places.write([0, 0, 0, 0, 0, 0, 0, 1], to: places.counter)
    for count in [0, 1, images[1].count / 2, images[1].count] {
      try places.write(Array(images[1][..<count]), to: places.image + ".new")
      try places.write([0, 0, 0], to: places.counter + ".new")
      #expect(try places.labels() == ["a"])
    }
    var store = try places.open()
    try store.generate(.ed25519, as: .of("c"))
    _ = consume store
    #expect(try places.labels() == ["a", "c"])
  }

  @Test func renamedAndNotCounted() throws {
    let places = try Places()
    do {
      var store = try places.open()
      try store.generate(.ed25519, as: .of("a"))
      try store.generate(.ed25519, as: .of("b"))
    }
    try places.write([0, 0, 0, 0, 0, 0, 0, 1], to: places.counter)
    #expect(try places.labels() == ["a", "b"])
    #expect(try places.bytes(places.counter) == [0, 0, 0, 0, 0, 0, 0, 2])
  }

  @Test func anOlderFileIsRefused() throws {
    let places = try Places()
    var images: [[UInt8]] = []
    do {
      var store = try places.open()
      for change in 0..<3 {
        try store.generate(.ed25519, as: .of("k\(change)"))
        images.append(try places.bytes(places.image))
      }
    }
    for (i, old) in images.dropLast().enumerated() {
      try places.write(old, to: places.image)
      #expect(places.refusal() == .rolledBack(image: UInt64(i + 1), counter: 3))
    }
    try FileManager.default.removeItem(atPath: places.image)
    #expect(places.refusal() == .rolledBack(image: 0, counter: 3))
    try places.write(images[2], to: places.image)
    #expect(places.refusal() == nil)
    try FileManager.default.removeItem(atPath: places.counter)
    #expect(places.refusal() == .rolledBack(image: 3, counter: 0))
  }

  /// What a counter in a file cannot do, so that nobody believes that it can.
  @Test func whoSetsBothBackIsNotNoticed() throws {
    let places = try Places()
    var store = try places.open()
    try store.generate(.ed25519, as: .of("destroyed"))
    let (image, counter) = (try places.bytes(places.image), try places.bytes(places.counter))
    try store.destroy(.of("destroyed"))
    _ = consume store
    #expect(try places.labels() == [])
    try places.write(image, to: places.image)
    try places.write(counter, to: places.counter)
    #expect(try places.labels() == ["destroyed"])
  }

  @Test func filesThatAreNotOurs() throws {
    let places = try Places()
    do {
      var store = try places.open()
      try store.generate(.ed25519, as: .of("a"))
    }
    let image = try places.bytes(places.image)
    try places.write([UInt8](repeating: 0, count: 1 << 16 + 1), to: places.image)
    #expect(places.refusal() == .medium(Int(EFBIG)))
    try places.write([], to: places.image)
    #expect(places.refusal() == .image(WireError(.truncated(missing: 4), "magic", at: 0)))
    try places.write(image, to: places.image)
    try places.write([1, 2, 3], to: places.counter)
    #expect(places.refusal() == .image(WireError(.truncated(missing: 5), "counter", at: 0)))
    try places.write([0, 0, 0, 0, 0, 0, 0, 1, 9], to: places.counter)
    #expect(places.refusal() == .image(WireError(.leftover(1), "counter", at: 8)))
    try FileManager.default.removeItem(atPath: places.counter)
    try FileManager.default.createDirectory(
      atPath: places.counter, withIntermediateDirectories: false)
    #expect(places.refusal() == .medium(Int(EISDIR)))
  }

  /// A link where the new image is to be written leads nowhere.
  @Test func followsNoLink() throws {
    let places = try Places()
    var store = try places.open()
    let victim = try places.folder.write("victim", [1, 2, 3])
    try FileManager.default.createSymbolicLink(
      atPath: places.image + ".new", withDestinationPath: victim)
    #expect(throws: KeyStoreError.medium(Int(ELOOP))) {
      try store.generate(.ed25519, as: .of("a"))
    }
    #expect(try places.bytes(victim) == [1, 2, 3])
    #expect(try store.list().isEmpty)
    try store.generate(.ed25519, as: .of("a"))
    _ = consume store
    #expect(try places.labels() == ["a"])
  }

  @Test(arguments: ["", "/", "folder/", "folder/.."])
  func aPathMustNameAFile(path: String) throws {
    let folder = try TemporaryFolder()
    #expect(throws: KeyStoreError.medium(Int(EISDIR))) {
      _ = try FileMedium(image: folder.path + "/image", counter: path)
    }
    #expect(throws: KeyStoreError.medium(Int(ENOENT))) {
      _ = try FileMedium(image: folder.path + "/no/such/image", counter: folder.path + "/c")
    }
  }
}
