// SPDX-License-Identifier: Apache-2.0
import Defences
import NIOCore
import NIOPosix

/// Why there is no connection, in one sentence.
public enum NetworkError: Error, CustomStringConvertible {
  case cannotConnect(host: String, port: Int, reason: String)
  case cannotListen(port: Int, reason: String)
  case timedOut(host: String, port: Int, seconds: Int)
  /// The peer closed the connection before the handshake was complete.
  case closedDuringHandshake(host: String, port: Int)
  case closed
  /// The peer has proved who it is, and is not wanted: for this reason.
  case unwelcome(String)
  /// The gate had to close a connection that had proved nothing yet.
  case putOut(GateReason)
  /// The other side's system, or one between us, ended the connection in the middle.
  case broken(reason: String)

  public var description: String {
    switch self {
    case .cannotConnect(let host, let port, let reason):
      "cannot connect to \(host):\(port): \(reason); check that a server is listening there"
    case .cannotListen(let port, let reason):
      "cannot listen on port \(port): \(reason); stop the other program or choose another port"
    case .timedOut(let host, let port, let seconds):
      "\(host):\(port) did not answer within \(seconds) s; check that it speaks this protocol"
    case .closedDuringHandshake(let host, let port):
      "\(host):\(port) closed the connection in the middle of the handshake; its log may say why"
    case .unwelcome(let reason): "refused after the handshake: \(reason)"
    case .putOut(.outOfPatience):
      "put out: it proved nothing in the time that a stranger has; it is slow, or wants to be"
    case .putOut(.madeRoom):
      "put out: it had proved nothing for longest when another stranger needed the place"
    case .broken(let reason):
      "the connection broke without a goodbye: \(reason); the last bytes may be missing"
    case .closed: "the connection is closed; open another"
    }
  }
}

/// A socket's own errors, in our words.
func inWords(_ error: any Error) -> any Error {
  (error as? IOError).map { NetworkError.broken(reason: systemReason($0.errnoCode)) } ?? error
}

/// The part of a socket error that a person can use: "Connection refused", not its number.
func reason(_ error: any Error) -> String {
  switch error {
  case let error as IOError: systemReason(error.errnoCode)
  case let error as NIOConnectionError:
    error.connectionErrors.first.map { reason($0.error) } ?? "the name is not known"
  default: "\(error)"
  }
}
