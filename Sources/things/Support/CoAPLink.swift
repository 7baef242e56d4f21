// SPDX-License-Identifier: Apache-2.0
import CoAP
import DTLS
import Network
import TLS
import Wire

/// A client of one CoAP server, for one task to use.
final class CoAPLink {
  struct Answer: Sendable {
    var code: Code
    var contentFormat: UInt32?
    var location: String
    var payload: [UInt8]
  }

  /// What was agreed on below, if anything was.
  let negotiated: NegotiatedParameters?
  private let connection: Connection<CoAPClient>
  private let host: String
  private var deliveries: AsyncThrowingStream<Delivery<CoAPClientEvent>, any Error>.Iterator

  static func open(host: String, port: Int) async throws -> CoAPLink {
    let connection = try await UDP.connect(to: host, port: port, machine: client)
    return CoAPLink(connection, host)
  }

  static func open<Engine: DTLSEngine>(
    host: String, port: Int, through engine: Engine, seconds: Int = 30
  ) async throws -> CoAPLink {
    let connection = try await UDP.connect(
      to: host, port: port, through: engine, seconds: seconds, machine: client)
    return CoAPLink(connection, host)
  }

  @Sendable private static func client() -> CoAPClient {
    CoAPClient(CoAPClientOptions(), firstMessageID: .random(in: 0 ... .max))
  }

  private init(_ connection: Connection<CoAPClient>, _ host: String) {
    self.connection = connection
    self.host = host
    negotiated = connection.negotiated
    deliveries = connection.deliveries.makeAsyncIterator()
  }

  /// Asks once, and waits for the answer, which may take a minute and a half on a bad network.
  func ask(
    _ method: Code, _ options: OptionList, payload: [UInt8] = [], confirmable: Bool = true
  ) async throws -> Answer {
    let random = UInt64.random(in: 0 ... .max)
    let token = try await connection.perform { client, now in
      try client.request(
        method, options: options, payload: payload.span, confirmable: confirmable,
        random: random, now: now)
    }
    while let delivery = try await deliveries.next(isolation: nil) {
      switch delivery.event {
      case .response(token, let code, let length):
        return Answer(code, Array(delivery.bytes.readableBytesView), optionsLength: length)
      case .timedOut(token): throw Silent(host: host)
      case .reset(token): throw Reset(host: host)
      default: continue
      }
    }
    throw NetworkError.closed
  }

  func close() async { await connection.close() }

  struct Silent: Error, CustomStringConvertible {
    var host: String
    var description: String {
      "\(host) did not answer, however often it was asked; check address and port"
    }
  }

  struct Reset: Error, CustomStringConvertible {
    var host: String
    var description: String { "\(host) refused the message with a reset; it may not speak CoAP" }
  }
}

extension CoAPLink.Answer {
  init(_ code: Code, _ bytes: [UInt8], optionsLength: Int) {
    self.code = code
    payload = Array(bytes.dropFirst(optionsLength))
    location = ""
    guard var options = try? Options(bytes.span.extracting(0..<optionsLength)) else { return }
    while let option = options.next() {
      switch option.number {
      case .contentFormat: contentFormat = option.uint
      case .locationPath:
        location += "/" + String(decoding: option.value.array, as: UTF8.self)
      default: break
      }
    }
  }
}

extension Span<UInt8> {
  var array: [UInt8] { withUnsafeBufferPointer { Array($0) } }
}
