// SPDX-License-Identifier: Apache-2.0
import TLS

/// The secrets as they came out of each other, each below what it was derived from.
struct SecretTree {
  struct Row {
    var secret: TracedSecret
    var depth: Int
    /// Where the source and the salt are, if they were told.
    var source: Int?
    var salt: Int?
    /// The records that were sealed with it, as people count.
    var records: [Int]
  }

  private(set) var rows: [Row] = []

  /// The stages of the key schedule: what is derived from another stage is no child of it.
  private static let stages: Set<SecretName> = [
    .preSharedKey, .earlySecret, .sharedSecret, .handshakeSecret, .masterSecret,
    .premasterSecret, .masterSecret12,
  ]

  init(_ trace: HandshakeTrace) {
    var children: [Int: [Int]] = [:]
    var roots: [Int] = []
    var all: [Row] = []
    for secret in trace.secrets {
      func last(_ name: SecretName?) -> Int? {
        trace.secrets[..<secret.index].last { $0.name == name }?.index
      }
      let source = secret.source.flatMap(last)
      let isRoot = Self.stages.contains(secret.name) || source == nil
      if let source, !isRoot { children[source, default: []].append(secret.index) }
      if isRoot { roots.append(secret.index) }
      all.append(
        Row(
          secret: secret, depth: 0, source: source, salt: secret.name.salt.flatMap(last),
          records: trace.records.filter { $0.key == secret.index }.map { $0.index + 1 }))
    }
    func add(_ index: Int, _ depth: Int) {
      all[index].depth = depth
      rows.append(all[index])
      for child in children[index] ?? [] { add(child, depth + 1) }
    }
    for root in roots { add(root, 0) }
  }
}

extension SecretTree.Row {
  /// How it was made, with links to what it was made from.
  func formula(_ trace: HandshakeTrace) -> String {
    func link(_ index: Int?, _ name: SecretName?) -> String {
      guard let name else { return "0" }
      let title = escape(Why.secret(name).title)
      return index.map { "<a href=\"#secret-\($0)\">\(title)</a>" } ?? title
    }
    let input = link(source, secret.source)
    guard let label = secret.label else {
      switch secret.name {
      case .earlySecret: return "HKDF-Extract(salt: 0, \(input))"
      case .handshakeSecret, .masterSecret:
        return "HKDF-Extract(salt: \(link(salt, secret.name.salt)), \(input))"
      case .clientKey, .serverKey, .clientIV, .serverIV: return "cut from the \(input)"
      default: return "comes from outside"
      }
    }
    let context = escape(Why.transcript(secret.name))
    switch secret.name {
    case .masterSecret12, .keyBlock, .clientVerifyData, .serverVerifyData:
      return "PRF(\(input), “\(label)”, \(context))"
    case .clientKey, .clientIV, .serverKey, .serverIV:
      return secret.source == .keyBlock
        ? "cut from the \(input)"
        : "HKDF-Expand-Label(\(input), “\(label)”, \"\", \(secret.length))"
    case .binderFinishedKey, .clientFinishedKey, .serverFinishedKey:
      return "HKDF-Expand-Label(\(input), “\(label)”, \"\", \(secret.length))"
    case .ticketKey:
      return "HKDF-Expand-Label(\(input), “\(label)”, ticket_nonce, \(secret.length))"
    default:
      return label == "traffic upd"
        ? "HKDF-Expand-Label(\(input), “\(label)”, \"\", \(secret.length))"
        : "Derive-Secret(\(input), “\(label)”, \(context))"
    }
  }
}
