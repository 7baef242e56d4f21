// SPDX-License-Identifier: Apache-2.0
import Mustache
import TLS

extension HandshakeTrace {
  /// One HTML file that needs no other: a time line, each record before and after decryption with
  /// every byte explained, and the secrets in the order in which they were derived.
  public func html() throws -> String {
    let page = TracePage(trace: self)
    return try MustacheTemplate(string: TracePage.template).render(page.content)
  }
}

struct TracePage {
  let trace: HandshakeTrace

  var content: [String: Any] {
    let fields =
      trace.messages.reduce(0) { $0 + $1.fields.flatMap(\.leaves).count }
      + trace.records.reduce(0) { $0 + $1.outer.flatMap(\.leaves).count }
    let bytes = trace.records.reduce(0) { $0 + $1.bytes.count }
    let isCut = trace.omitted > 0
    return [
      "css": String(decoding: PackageResources.trace_css, as: UTF8.self),
      "js": String(decoding: PackageResources.trace_js, as: UTF8.self),
      "title": trace.title,
      "version": "\(trace.version)",
      "suite": trace.suite.map { "\($0)" } ?? "no suite agreed on",
      "told": trace.role == .client ? "client" : "server",
      "bytes": "\(bytes)",
      "recordCount": countText(trace.records.count, "record"),
      "messageCount": countText(trace.messages.count, "message"),
      "fieldCount": "\(fields)",
      "reveals": trace.reveals,
      "isCut": isCut, "omitted": countText(trace.omitted, "record"),
      "steps": steps,
      "records": trace.records.map(record),
      "hasSecrets": !trace.secrets.isEmpty,
      "secrets": SecretTree(trace).rows.map(secret),
      "kinds": Self.kinds.map { ["kind": $0.0.rawValue, "name": $0.1] },
    ]
  }

  private static let kinds: [(Field.Kind, String)] = [
    (.frame, "types and lengths"), (.past, "for the past"), (.version, "version"),
    (.random, "random"), (.choice, "choices"), (.share, "public keys"), (.identity, "who"),
    (.proof, "proofs"), (.opaque, "opaque"), (.sealed, "encrypted"), (.data, "data"),
    (.padding, "padding"),
  ]

  /// The time line: records, and between them how many secrets were derived.
  private var steps: [[String: Any]] {
    var steps: [[String: Any]] = []
    var known = 0
    func derive(upTo count: Int) {
      guard count > known else { return }
      steps.append([
        "isSecret": true, "first": "\(known)", "count": countText(count - known, "secret"),
      ])
      known = count
    }
    for record in trace.records {
      derive(upTo: record.secretsBefore)
      steps.append([
        "isRecord": true, "index": "\(record.index)", "sender": name(record.sender),
        "sealed": sealed(record.protection), "bytes": "\(record.bytes.count)",
        "time": record.time.map(time) ?? "",
        "items": items(record),
      ])
    }
    derive(upTo: trace.secrets.count)
    return steps
  }

  private func items(_ record: TracedRecord) -> [[String: String]] {
    trace.contents(of: record).map { text in
      let words = text.split(separator: " ")
      let isCounted = words.count > 1 && Int(words[1]) != nil
      return [
        "name": isCounted ? String(words[0]) : text,
        "size": isCounted ? words.dropFirst().joined(separator: " ") : "",
      ]
    }
  }

  private func record(_ record: TracedRecord) -> [String: Any] {
    let wire = FieldHTML(bytes: record.bytes, prefix: "w\(record.index)")
    let plain = FieldHTML(
      bytes: record.plaintext, prefix: "p\(record.index)", hidden: record.hidden)
    let begun = record.pieces.filter { $0.range.lowerBound == 0 }.map { trace.messages[$0.message] }
    return [
      "index": "\(record.index)", "number": "\(record.index + 1)", "sender": name(record.sender),
      "receiver": name(record.sender.peer), "sealed": sealed(record.protection),
      "isProtected": record.isProtected, "bytes": "\(record.bytes.count)",
      "hasTime": record.time != nil, "time": record.time.map(time) ?? "",
      "what": trace.contents(of: record).map(withoutSize).joined(separator: ", "),
      "wireDump": wire.dump(record.outer), "wireFields": wire.list(record.outer),
      "key": record.key.map { "\($0)" } ?? "", "hasKey": record.key != nil,
      "keyName": keyName(record.protection), "sequence": "\(record.sequenceNumber)",
      "isOpened": record.isProtected && !record.inner.isEmpty,
      "plainDump": plain.dump(record.inner), "plainFields": plain.list(record.inner),
      "messages": begun.map(message),
    ]
  }

  private func message(_ message: TracedMessage) -> [String: Any] {
    let html = FieldHTML(bytes: message.bytes, prefix: "m\(message.index)")
    return [
      "index": "\(message.index)", "name": message.name, "bytes": "\(message.bytes.count)",
      "why": Why.message(message.name, trace.version),
      "dump": html.dump(message.fields), "fields": html.list(message.fields),
    ]
  }

  private func secret(_ row: SecretTree.Row) -> [String: Any] {
    let secret = row.secret
    let (title, why) = Why.secret(secret.name)
    return [
      "index": "\(secret.index)", "number": "\(secret.index + 1)", "depth": "\(min(row.depth, 3))",
      "title": title, "why": why, "formula": row.formula(trace),
      "hasContext": !secret.context.isEmpty,
      "contextName": secret.name == .ticketKey
        ? "nonce" : secret.name == .keyBlock ? "seed" : "transcript hash",
      "context": plainHex(secret.context), "length": "\(secret.length)",
      "isShown": secret.value != nil, "value": plainHex(secret.value ?? []),
      "isUsed": !row.records.isEmpty,
      "used": row.records.map { "<a href=\"#record-\($0 - 1)\">\($0)</a>" }.joined(separator: ", "),
    ]
  }

  private func name(_ role: TLSRole) -> String { role == .client ? "client" : "server" }

  private func sealed(_ protection: Protection) -> String {
    switch protection {
    case .none: "clear"
    case .early: "early"
    case .handshake: "handshake"
    case .application: "application"
    }
  }

  private func keyName(_ protection: Protection) -> String {
    trace.version == .tls12 ? "the key" : "a key of the \(sealed(protection)) stage"
  }

  private func withoutSize(_ text: String) -> String {
    let words = text.split(separator: " ")
    return words.count > 1 && Int(words[1]) != nil && words[0] != "Application"
      ? String(words[0]) : text
  }

  private func time(_ nanoseconds: UInt64) -> String {
    let microseconds = nanoseconds / 1000
    let fraction = String(1000 + microseconds % 1000).dropFirst()
    return "\(microseconds / 1000).\(fraction) ms"
  }
}
