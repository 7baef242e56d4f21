// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOPosix
import Synchronization

/// Someone on the path: passes every byte on, and keeps what the client said.
public final class Relay: Sendable {
  private let channel: any Channel
  private let seen: Seen

  /// Listens on loopback and connects on to the real server for each client.
  public static func start(toward host: String, port: Int) async throws -> Relay {
    let seen = Seen()
    do {
      let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .childChannelOption(.autoRead, value: false)
        .childChannelInitializer { client in
          ClientBootstrap(group: client.eventLoop)
            .channelOption(.autoRead, value: false)
            .connect(host: host, port: port)
            .flatMapThrowing { server in
              try client.pipeline.syncOperations.addHandler(PassOn(to: server, noting: seen))
              try server.pipeline.syncOperations.addHandler(PassOn(to: client, noting: nil))
              for end in [client, server] {
                end.setOption(.autoRead, value: true).whenFailure { _ in end.close(promise: nil) }
              }
            }
        }
        .bind(host: "127.0.0.1", port: 0).get()
      return Relay(channel: channel, seen: seen)
    } catch {
      throw NetworkError.cannotListen(port: 0, reason: reason(error))
    }
  }

  private init(channel: any Channel, seen: Seen) {
    self.channel = channel
    self.seen = seen
  }

  public var port: Int { channel.localAddress?.port ?? 0 }

  /// What clients said so far, at most 64 KiB of it.
  public var overheard: [UInt8] { seen.bytes }

  public func close() async { try? await channel.close() }
}

private final class Seen: Sendable {
  private let storage = Mutex<[UInt8]>([])

  var bytes: [UInt8] { storage.withLock { $0 } }

  func note(_ buffer: ByteBuffer) {
    storage.withLock { $0 += buffer.readableBytesView.prefix(max(0, 65_536 - $0.count)) }
  }
}

private final class PassOn: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  private let other: any Channel
  private let seen: Seen?

  init(to other: any Channel, noting seen: Seen?) {
    self.other = other
    self.seen = seen
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let buffer = unwrapInboundIn(data)
    seen?.note(buffer)
    other.writeAndFlush(buffer, promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) { other.close(promise: nil) }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}
