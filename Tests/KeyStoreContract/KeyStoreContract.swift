// SPDX-License-Identifier: Apache-2.0
import Identity
import Primitives
import TestSupport
import Testing

/// What a store can do and cannot; whatever it cannot must throw `.unsupported`.
public struct KeyStoreAbilities: Sendable {
  public var algorithms: [KeyAlgorithm]
  /// Whether it takes wrapped keys.
  public var injects: Bool
  /// Whether its keys are there again when it is opened again.
  public var survivesReopening: Bool

  public init(
    algorithms: [KeyAlgorithm] = KeyAlgorithm.allCases, injects: Bool = true,
    survivesReopening: Bool = true
  ) {
    self.algorithms = algorithms
    self.injects = injects
    self.survivesReopening = survivesReopening
  }
}

/// What every store promises, whatever keeps its keys. `Other` is a provider that has nothing
/// to do with the store: what the one signs, the other verifies.
///
/// `open` opens the same store each time, which is empty at first; the one that was opened
/// before has been given up by then.
public func keyStoreContract<Store: KeyStore & ~Copyable, Other: CryptoProvider>(
  _ abilities: KeyStoreAbilities = KeyStoreAbilities(), against other: Other.Type,
  open: () throws -> Store
) throws {
  var names: [[UInt8]] = []
  do {
    var store = try open()
    #expect(try store.list().isEmpty, "the contract begins with an empty store")
    for algorithm in KeyAlgorithm.allCases {
      if abilities.algorithms.contains(algorithm) {
        try generates(algorithm, in: &store, against: other)
      } else {
        #expect(
          refusal(of: &store) { (store) throws(KeyStoreError) in
            try store.generate(algorithm, as: .of("not-\(algorithm)"))
          } == .unsupported)
      }
    }
    try refusesLabels(in: &store, abilities.algorithms)
    try keepsOrder(in: &store, abilities.algorithms)
    if abilities.injects {
      for algorithm in abilities.algorithms {
        try injects(algorithm, into: &store, against: other)
      }
      try refusesWrongWraps(in: &store, abilities.algorithms, against: other)
    } else {
      #expect(
        refusal(of: &store) { (store) throws(KeyStoreError) in
          try store.inject([UInt8](repeating: 1, count: 115).span, as: .of("no"))
        } == .unsupported)
    }
    try destroys(in: &store, abilities.algorithms)
    names = try store.list().map(\.label.bytes)
    #expect(!names.isEmpty)
  }
  guard abilities.survivesReopening else { return }
  var again = try open()
  #expect(try again.list().map(\.label.bytes) == names, "another store when it is opened again")
  for entry in try again.list() where entry.algorithm.signs {
    try signs(entry, in: &again, against: other)
  }
  for entry in try again.list() { try again.destroy(entry.label) }
  #expect(try again.list().isEmpty)
}

/// Why `body` was refused, or nil if it was not.
public func refusal<Store: ~Copyable>(
  of store: inout Store, _ body: (inout Store) throws(KeyStoreError) -> Void
) -> KeyStoreError? {
  do throws(KeyStoreError) {
    try body(&store)
    return nil
  } catch { return error }
}

extension KeyLabel {
  /// For tests, whose labels are right.
  public static func of(_ text: String) -> KeyLabel {
    do { return try KeyLabel(Array(text.utf8).span) } catch {
      preconditionFailure("\(text) is no label")
    }
  }
}

extension KeyStore where Self: ~Copyable {
  /// The signature in an array of its own.
  public mutating func signature(
    over message: [UInt8], with label: KeyLabel, room: Int = 72
  ) throws(KeyStoreError) -> [UInt8] {
    try [UInt8](capacity: room) { out throws(KeyStoreError) in
      try sign(message.span, with: label, into: &out)
    }
  }
}
