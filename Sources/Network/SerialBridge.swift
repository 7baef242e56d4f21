// SPDX-License-Identifier: Apache-2.0
import CoAP
import NIOCore
import NIOPosix

/// A device's serial port, as a socket, on one side; UDP on the other. Each datagram becomes a
/// frame of SLIP, and each frame goes to whoever sent the last datagram.
public final class SerialBridge: Sendable {
  private let serial: any Channel
  private let udp: any Channel

  public var serialPort: Int { serial.localAddress?.port ?? 0 }
  public var udpPort: Int { udp.localAddress?.port ?? 0 }

  /// Both on loopback: the line has no secrets, but nobody else has any business on it.
  public static func open(serialPort: Int, udpPort: Int) async throws -> SerialBridge {
    let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
    let ends = NIOLoopBoundBox.makeBoxSendingValue(Ends(), eventLoop: eventLoop)
    let serial = try await listening(on: serialPort) {
      try await ServerBootstrap(group: eventLoop)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(LineHandler(ends))
          }
        }
        .bind(host: "127.0.0.1", port: serialPort).get()
    }
    let udp = try await listening(on: udpPort) {
      try await DatagramBootstrap(group: eventLoop)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(DatagramHandler(ends))
          }
        }
        .bind(host: "127.0.0.1", port: udpPort).get()
    }
    return SerialBridge(serial, udp)
  }

  private init(_ serial: any Channel, _ udp: any Channel) {
    self.serial = serial
    self.udp = udp
  }

  private static func listening(
    on port: Int, _ bind: () async throws -> any Channel
  ) async throws -> any Channel {
    do { return try await bind() } catch {
      throw NetworkError.cannotListen(port: port, reason: reason(error))
    }
  }

  public func close() async {
    try? await serial.close()
    try? await udp.close()
  }
}

/// What the two sides know of each other; on one event loop.
private final class Ends {
  var line: (any Channel)?
  var datagrams: (any Channel)?
  var lastSender: SocketAddress?
}

private final class LineHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let ends: NIOLoopBoundBox<Ends>
  private var reader = SLIPReader(maximumSize: 1280)

  init(_ ends: NIOLoopBoundBox<Ends>) { self.ends = ends }

  func channelActive(context: ChannelHandlerContext) { ends.value.line = context.channel }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    for byte in unwrapInboundIn(data).readableBytesView {
      guard let datagram = reader.next(byte), let peer = ends.value.lastSender else { continue }
      let envelope = AddressedEnvelope(remoteAddress: peer, data: ByteBuffer(bytes: datagram))
      ends.value.datagrams?.writeAndFlush(envelope, promise: nil)
    }
  }

  func channelInactive(context: ChannelHandlerContext) { ends.value.line = nil }
}

private final class DatagramHandler: ChannelInboundHandler {
  typealias InboundIn = AddressedEnvelope<ByteBuffer>

  private let ends: NIOLoopBoundBox<Ends>

  init(_ ends: NIOLoopBoundBox<Ends>) { self.ends = ends }

  func channelActive(context: ChannelHandlerContext) { ends.value.datagrams = context.channel }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let envelope = unwrapInboundIn(data)
    ends.value.lastSender = envelope.remoteAddress
    let frame = slip(Array(envelope.data.readableBytesView).span)
    ends.value.line?.writeAndFlush(ByteBuffer(bytes: frame), promise: nil)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}
