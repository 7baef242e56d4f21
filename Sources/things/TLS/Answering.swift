// SPDX-License-Identifier: Apache-2.0
import Wire

/// Sends back what comes; or, if it begins like an HTTP request, answers that, once.
struct Answering: Machine {
  enum Event: Sendable {
    /// All is said.
    case answered
  }
  enum Failure: Error {}

  private enum State {
    /// So far it could be both.
    case listening
    case echoing
    /// A request's first line was read, its end was not.
    case reading
    case answered(toldSo: Bool)
  }

  private static let verb = Array("GET ".utf8)
  private static let maximumRequest = 8192

  private let agreement: Agreement?
  private var state = State.listening
  /// What was not looked at yet; a request is cut off at its limit.
  private var received: [UInt8] = []
  private var outgoing: [UInt8] = []
  private var sent = 0

  init(_ agreement: Agreement?) { self.agreement = agreement }

  mutating func handle(_ bytes: Span<UInt8>, now: Instant) throws(Failure) {
    if case .answered = state { return }
    bytes.withUnsafeBufferPointer { received += $0 }
    if case .listening = state {
      let begun = received.prefix(Self.verb.count)
      if !Self.verb.starts(with: begun) {
        state = .echoing
      } else if begun.count == Self.verb.count {
        state = .reading
      }
    }
    switch state {
    case .echoing:
      outgoing += received
      received = []
    case .reading: answerIfWhole()
    case .listening, .answered: break
    }
  }

  mutating func handleTimeout(now: Instant) throws(Failure) {}

  mutating func poll(into out: inout OutputSpan<UInt8>) -> Output<Event> {
    let count = min(outgoing.count - sent, 16_384)
    if count > 0 {
      guard out.freeCapacity >= count else { return .bufferTooSmall(needed: count) }
      for byte in outgoing[sent..<sent + count] { out.append(byte) }
      sent += count
      if sent == outgoing.count { (outgoing, sent) = ([], 0) }
      return .transmit
    }
    if case .answered(toldSo: false) = state {
      state = .answered(toldSo: true)
      return .event(.answered)
    }
    return .wait(until: nil)
  }

  private mutating func answerIfWhole() {
    let lines = String(decoding: received, as: UTF8.self)
    let isWhole = lines.contains("\r\n\r\n") || lines.contains("\n\n")
    guard isWhole || received.count > Self.maximumRequest else { return }
    received = []
    state = .answered(toldSo: false)
    if isWhole {
      answer("200 OK", agreement?.page ?? "no TLS\n")
    } else {
      answer("431 Request Header Fields Too Large", "this request is longer than anybody needs\n")
    }
  }

  private mutating func answer(_ status: String, _ body: String) {
    outgoing += Array(
      """
      HTTP/1.1 \(status)\r
      Content-Type: text/plain; charset=utf-8\r
      Content-Length: \(body.utf8.count)\r
      Connection: close\r
      \r
      \(body)
      """.utf8)
  }
}
