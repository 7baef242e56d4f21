// SPDX-License-Identifier: Apache-2.0
import BookEngine
import OpenSSLBackend
import TLS
import Wire

/// One end of a connection on the bench. Whatever it does while it is called is measured.
protocol SpeedPeer: AnyObject {
  /// What came from the other end.
  func receive(_ bytes: UnsafeBufferPointer<UInt8>) throws
  func send(_ bytes: UnsafeBufferPointer<UInt8>) throws
  /// Writes all that must go to the other end, and answers how much it was.
  func drain(into room: UnsafeMutableBufferPointer<UInt8>) -> Int
  var isConnected: Bool { get }
  var isResumed: Bool { get }
  /// Bytes of plaintext that came out so far.
  var received: Int { get }
  /// To come back with; the latest.
  var session: AnyObject? { get }
}

/// Makes peers of one kind for one role.
protocol SpeedStack {
  func connect(resuming session: AnyObject?) throws -> any SpeedPeer
}

/// The book's engine over OpenSSL's primitives.
///
/// No generic parameters: a generic class that is called through a protocol runs the code that
/// serves every channel, and looks up at every step which one it has.
struct BookStack: SpeedStack {
  private let engine: BookEngine<OpenSSLCrypto>

  init(_ credentials: SpeedCredentials, as role: TLSRole, resumes: Bool) throws {
    engine = try BookEngine(credentials.configuration(as: role, resumes: resumes), role: role)
  }

  func connect(resuming session: AnyObject?) throws -> any SpeedPeer {
    BookPeer(try engine.makeChannel(resuming: session as? TLSSession))
  }
}

final class BookPeer: SpeedPeer {
  typealias Channel = BookEngine<OpenSSLCrypto>.Channel

  /// At a place of its own, as libssl's is: what a class holds is guarded against two who
  /// change it at once, whenever it is touched.
  private let channel = UnsafeMutablePointer<Channel>.allocate(capacity: 1)
  private(set) var isConnected = false
  private(set) var isResumed = false
  private(set) var received = 0
  private(set) var session: AnyObject?

  init(_ channel: consuming Channel) { self.channel.initialize(to: channel) }

  deinit {
    channel.deinitialize(count: 1)
    channel.deallocate()
  }

  func receive(_ bytes: UnsafeBufferPointer<UInt8>) throws {
    try channel.pointee.handle(bytes.span, now: Instant(nanoseconds: 0))
  }

  func send(_ bytes: UnsafeBufferPointer<UInt8>) throws { try channel.pointee.send(bytes.span) }

  func drain(into room: UnsafeMutableBufferPointer<UInt8>) -> Int {
    var count = 0
    while true {
      let rest = UnsafeMutableBufferPointer(rebasing: room[count...])
      var out = OutputSpan(buffer: rest, initializedCount: 0)
      let output = channel.pointee.poll(into: &out)
      let written = out.finalize(for: rest)
      switch output {
      case .transmit: count += written
      case .event(.applicationData): received += written
      case .event(.connected(let parameters)):
        isConnected = true
        isResumed = parameters.isResumed
      case .event(.session(let session)): self.session = session
      case .event: break
      case .wait, .bufferTooSmall: return count
      }
    }
  }
}
