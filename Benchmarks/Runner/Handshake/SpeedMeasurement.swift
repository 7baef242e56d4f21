// SPDX-License-Identifier: Apache-2.0
import CAllocationCounter
import TLS

/// Who keeps its end of many connections.
struct MemoryHolder: Sendable {
  enum Kind { case book, libssl, releasingLibssl }

  var kind: Kind
  var role: TLSRole

  static let all = [TLSRole.client, .server].flatMap { role in
    [Kind.book, .libssl, .releasingLibssl].map { MemoryHolder(kind: $0, role: role) }
  }

  var name: String {
    let end = role == .client ? "client" : "server"
    return switch kind {
    case .book: "book/\(end)"
    case .libssl: "libssl/\(end)"
    case .releasingLibssl: "libssl-release-buffers/\(end)"
    }
  }

  var says: String {
    let end = role == .client ? "a client" : "a server"
    return switch kind {
    case .book: "\(end) of the book's"
    case .libssl: "\(end) of libssl's"
    case .releasingLibssl: "\(end) of libssl's with SSL_MODE_RELEASE_BUFFERS"
    }
  }
}

/// One run, as it grows.
struct SpeedMeasurement {
  struct Subject {
    var name: String
    var says: String
    var bar: Double
    /// Nanoseconds of one operation, one number a round.
    var book: [Double] = []
    var libssl: [Double] = []
  }

  private(set) var rounds: Int
  private let handshakes: Int
  private let connections: Int
  private let credentials: SpeedCredentials
  private let bench = SpeedBench()
  private var subjects: [Subject] = []
  private var memory: [HandshakeSpeed.Memory] = []
  private var allocations: [(name: String, says: String, each: Double?)] = []

  private let bookClient, bookServer, libsslClient, libsslServer: any SpeedStack
  /// The book's end and libssl's, of two connections: the book calls, or is called.
  private var standing: [(book: any SpeedPeer, libssl: any SpeedPeer)] = []
  private var sessions: (book: AnyObject?, libssl: AnyObject?)

  private static let long = [UInt8](repeating: 0x5A, count: 16_384)
  private static let short = [UInt8](repeating: 0x5A, count: 64)

  init(quick: Bool) throws {
    rounds = quick ? 8 : 40
    handshakes = quick ? 20 : 50
    connections = quick ? 1_000 : 10_000
    credentials = try SpeedCredentials()
    bookClient = try BookStack(credentials, as: .client, resumes: true)
    bookServer = try BookStack(credentials, as: .server, resumes: true)
    libsslClient = try LibsslStack(credentials, as: .client, resumes: true)
    libsslServer = try LibsslStack(credentials, as: .server, resumes: true)
    subjects = [
      Subject(name: "full/client", says: "a full handshake, client", bar: 1.3),
      Subject(name: "full/server", says: "a full handshake, server", bar: 1.3),
      Subject(name: "resumed/client", says: "a resumed handshake, client", bar: 1.5),
      Subject(name: "resumed/server", says: "a resumed handshake, server", bar: 1.5),
      Subject(name: "send/16384", says: "send a record of 16 KiB", bar: 0.95),
      Subject(name: "receive/16384", says: "receive a record of 16 KiB", bar: 0.95),
      Subject(name: "send/64", says: "send a record of 64 bytes", bar: 1.5),
      Subject(name: "receive/64", says: "receive a record of 64 bytes", bar: 1.5),
    ]
    // What is made once, at the first use, does not count.
    try warm()
  }

  private mutating func warm() throws {
    var times = EndTimes()
    var pairs: [(any SpeedPeer, any SpeedPeer)] = []
    sessions.book = try bench.handshake(bookClient, libsslServer, times: &times) {
      pairs.append(($0, $1))
    }
    sessions.libssl = try bench.handshake(libsslClient, bookServer, times: &times) {
      pairs.append(($1, $0))
    }
    standing = pairs
    for pair in standing { _ = try records(pair, count: 2) }
  }

  /// One way and the other.
  private func records(
    _ pair: (book: any SpeedPeer, libssl: any SpeedPeer), count: Int
  ) throws -> [(book: Int, libssl: Int)] {
    try [(Self.long, count), (Self.short, count * 16)].flatMap { message, count in
      let up = try bench.records(from: pair.book, to: pair.libssl, message, count: count)
      let down = try bench.records(from: pair.libssl, to: pair.book, message, count: count)
      return [
        (book: up.sending / count, libssl: down.sending / count),
        (book: down.receiving / count, libssl: up.receiving / count),
      ]
    }
  }

  mutating func measureRound() throws {
    var full = (book: EndTimes(), libssl: EndTimes())
    var resumed = (book: EndTimes(), libssl: EndTimes())
    for _ in 0..<handshakes {
      var times = EndTimes()
      _ = try bench.handshake(bookClient, libsslServer, times: &times)
      full.book.client += times.client
      full.libssl.server += times.server
      times = EndTimes()
      _ = try bench.handshake(libsslClient, bookServer, times: &times)
      full.libssl.client += times.client
      full.book.server += times.server
      times = EndTimes()
      sessions.book = try bench.handshake(
        bookClient, libsslServer, resuming: sessions.book, times: &times)
      resumed.book.client += times.client
      resumed.libssl.server += times.server
      times = EndTimes()
      sessions.libssl = try bench.handshake(
        libsslClient, bookServer, resuming: sessions.libssl, times: &times)
      resumed.libssl.client += times.client
      resumed.book.server += times.server
    }
    var taken = [
      (full.book.client / handshakes, full.libssl.client / handshakes),
      (full.book.server / handshakes, full.libssl.server / handshakes),
      (resumed.book.client / handshakes, resumed.libssl.client / handshakes),
      (resumed.book.server / handshakes, resumed.libssl.server / handshakes),
    ]
    // Of four batches at each end the quickest counts: what disturbs can only make it slower.
    let batches = try (0..<4).flatMap { _ in try standing.map { try records($0, count: 64) } }
    for row in 0..<4 {
      taken.append(
        (batches.map { $0[row].book }.min() ?? 0, batches.map { $0[row].libssl }.min() ?? 0))
    }
    for (i, times) in taken.enumerated() {
      subjects[i].book.append(Double(max(times.0, 1)))
      subjects[i].libssl.append(Double(max(times.1, 1)))
    }
  }

  mutating func countAllocations() throws {
    for (message, size) in [(Self.long, "16 KiB"), (Self.short, "64 bytes")] {
      let pair = standing[0]
      let up = try bench.allocations(from: pair.book, to: pair.libssl, message, count: 100)
      let down = try bench.allocations(from: pair.libssl, to: pair.book, message, count: 100)
      allocations.append(
        (
          "allocations/send/\(message.count)", "calls for memory to send \(size)",
          up.map { Double($0.sending) / 100 }
        ))
      allocations.append(
        (
          "allocations/receive/\(message.count)", "calls for memory to receive \(size)",
          down.map { Double($0.receiving) / 100 }
        ))
    }
  }

  /// Makes so many connections, keeps one end of each, and asks malloc.
  mutating func weigh(_ holder: MemoryHolder) throws {
    let kept: any SpeedStack =
      switch holder.kind {
      case .book: try BookStack(credentials, as: holder.role, resumes: false)
      case .libssl: try LibsslStack(credentials, as: holder.role, resumes: false)
      case .releasingLibssl:
        try LibsslStack(credentials, as: holder.role, resumes: false, releasesBuffers: true)
      }
    let other = try LibsslStack(
      credentials, as: holder.role == .client ? .server : .client, resumes: false)
    var ends: [any SpeedPeer] = []
    ends.reserveCapacity(connections + 1)
    func connect() throws {
      var times = EndTimes()
      let (client, server): (any SpeedStack, any SpeedStack) =
        holder.role == .client ? (kept, other) : (other, kept)
      _ = try bench.handshake(client, server, times: &times) {
        ends.append(holder.role == .client ? $0 : $1)
      }
    }
    try connect()
    let before = things_allocated_bytes()
    guard before >= 0 else { return }
    for _ in 0..<connections { try connect() }
    let bytes = Double(things_allocated_bytes() - before) / Double(connections)
    memory.append(
      HandshakeSpeed.Memory(name: holder.name, says: holder.says, bytes: bytes))
  }

  func result() -> HandshakeSpeed {
    let rows = subjects.map {
      HandshakeSpeed.Row(
        name: $0.name, says: $0.says, book: Spread(of: $0.book), libssl: Spread(of: $0.libssl),
        faster: Spread(of: $0.libssl, over: $0.book))
    }
    return HandshakeSpeed(
      rounds: rounds, handshakesPerRound: handshakes, connections: connections, rows: rows,
      memory: memory,
      claims: zip(subjects, rows).map { subject, row in
        Claim(
          name: subject.name, says: "\(subject.says): how many times as fast as libssl",
          bar: subject.bar, speed: row.faster, isMet: row.faster.median >= subject.bar)
      }, limits: limits)
  }

  private var limits: [Limit] {
    func bytes(_ name: String) -> Double? { memory.first { $0.name == name }?.bytes }
    let ends = ["client", "server"].flatMap { end -> [Limit] in
      let book = bytes("book/\(end)")
      let libssl = bytes("libssl/\(end)")
      return [
        Limit(
          name: "memory/\(end)", says: "KiB for each connection that stands, \(end)", most: 13,
          value: book.map { $0 / 1024 }),
        Limit(
          name: "memory/\(end)/of-libssl", says: "as a part of what libssl takes, \(end)",
          most: 1.0 / 3, value: book.flatMap { book in libssl.map { book / $0 } }),
      ]
    }
    return ends
      + allocations.map { Limit(name: $0.name, says: $0.says, most: 0, value: $0.each) }
  }
}
