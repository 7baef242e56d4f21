// SPDX-License-Identifier: Apache-2.0
import Certificates
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// OCSP over HTTP (RFC 6960, appendix A): a POST with the request as its body, or a GET with
/// the request in base64 as its path.
public struct RevocationServer: Sendable {
  private let channel: any Channel

  /// What it answers, for whatever it is asked.
  public typealias Answer = @Sendable (_ question: [UInt8]) async -> [UInt8]

  /// Listens; port 0 is any.
  public init(on host: String, port: Int, answer: @escaping Answer) async throws {
    let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
    let count = ConnectionCount()
    channel = try await ServerBootstrap(group: eventLoop)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .serverChannelOption(.backlog, value: 128)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          guard count.open(channel) else { throw TooManyConnections() }
          // Nobody needs longer, however slowly he speaks.
          let end = channel.eventLoop.scheduleTask(in: .seconds(60)) {
            channel.close(promise: nil)
          }
          channel.closeFuture.whenComplete { _ in end.cancel() }
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandlers([
            IdleStateHandler(readTimeout: .seconds(10)),
            QuestionHandler(answer: answer),
          ])
        }
      }
      .bind(host: host, port: port).get()
  }

  public var port: Int { channel.localAddress?.port ?? 0 }

  public func close() async { try? await channel.close() }

  struct TooManyConnections: Error {}
}

/// No more than these at a time; all on one event loop.
private final class ConnectionCount: @unchecked Sendable {
  private var open = 0

  func open(_ channel: any Channel) -> Bool {
    guard open < 256 else { return false }
    open += 1
    channel.closeFuture.whenComplete { _ in self.open -= 1 }
    return true
  }
}

/// One connection: question after question, one at a time.
private final class QuestionHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  /// A question about sixteen certificates has not two kilobytes.
  private static let longest = 16_384

  private let answer: RevocationServer.Answer
  private var head: HTTPRequestHead?
  private var body = [UInt8]()

  init(answer: @escaping RevocationServer.Answer) { self.answer = answer }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      self.head = head
      body = []
    case .body(let part):
      guard let head else { return }
      guard body.count + part.readableBytes <= Self.longest else {
        self.head = nil
        return reply(context, .payloadTooLarge, [], version: head.version, isLast: true)
      }
      body += part.readableBytesView
    case .end:
      guard let head else { return }
      self.head = nil
      respond(to: head, context)
    }
  }

  private func respond(to head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    let question: [UInt8]
    switch head.method {
    case .POST:
      let type = head.headers["content-type"].first?.lowercased()
      guard type == "application/ocsp-request" else {
        return reply(context, .unsupportedMediaType, [], version: head.version, isLast: true)
      }
      question = body
    case .GET:
      guard let decoded = Self.question(in: head.uri) else {
        return reply(context, .badRequest, [], version: head.version, isLast: true)
      }
      question = decoded
    default:
      return reply(context, .methodNotAllowed, [], version: head.version, isLast: true)
    }
    let (answer, isLast) = (answer, !head.isKeepAlive)
    let context = NIOLoopBound(context, eventLoop: context.eventLoop)
    let handler = NIOLoopBound(self, eventLoop: context.value.eventLoop)
    let promise = context.value.eventLoop.makePromise(of: [UInt8].self)
    promise.completeWithTask { await answer(question) }
    promise.futureResult.whenSuccess { bytes in
      handler.value.reply(
        context.value, .ok, bytes, version: head.version, isLast: isLast)
    }
  }

  /// The path is the base64 of the request, percent-encoded (RFC 6960, A.1).
  private static func question(in uri: String) -> [UInt8]? {
    guard uri.utf8.count <= longest, uri.hasPrefix("/"),
      let text = uri.dropFirst().removingPercentEncoding, !text.isEmpty,
      let data = Data(base64Encoded: text)
    else { return nil }
    return [UInt8](data)
  }

  private func reply(
    _ context: ChannelHandlerContext, _ status: HTTPResponseStatus, _ body: [UInt8],
    version: HTTPVersion, isLast: Bool
  ) {
    var headers = HTTPHeaders([("content-length", "\(body.count)")])
    if !body.isEmpty { headers.add(name: "content-type", value: "application/ocsp-response") }
    if isLast { headers.add(name: "connection", value: "close") }
    let head = HTTPResponseHead(version: version, status: status, headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
    let done = context.writeAndFlush(wrapOutboundOut(.end(nil)))
    if isLast {
      let context = NIOLoopBound(context, eventLoop: context.eventLoop)
      done.whenComplete { _ in context.value.close(promise: nil) }
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is IdleStateHandler.IdleStateEvent { context.close(promise: nil) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}

extension RevocationServer {
  /// Until the task is cancelled.
  public func run() async {
    let channel = channel
    await withTaskCancellationHandler {
      try? await channel.closeFuture.get()
    } onCancel: {
      channel.close(promise: nil)
    }
  }
}
