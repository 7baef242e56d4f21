/// What a handshake message is (RFC 8446, 4; RFC 5246, 7.4).
public struct HandshakeType: Sendable, Equatable {
  public var code: UInt8

  public init(code: UInt8) { self.code = code }

  public static var helloRequest: HandshakeType { HandshakeType(code: 0) }
  public static var clientHello: HandshakeType { HandshakeType(code: 1) }
  public static var serverHello: HandshakeType { HandshakeType(code: 2) }
  public static var newSessionTicket: HandshakeType { HandshakeType(code: 4) }
  public static var endOfEarlyData: HandshakeType { HandshakeType(code: 5) }
  public static var encryptedExtensions: HandshakeType { HandshakeType(code: 8) }
  public static var certificate: HandshakeType { HandshakeType(code: 11) }
  public static var serverKeyExchange: HandshakeType { HandshakeType(code: 12) }
  public static var certificateRequest: HandshakeType { HandshakeType(code: 13) }
  public static var serverHelloDone: HandshakeType { HandshakeType(code: 14) }
  public static var certificateVerify: HandshakeType { HandshakeType(code: 15) }
  public static var clientKeyExchange: HandshakeType { HandshakeType(code: 16) }
  public static var finished: HandshakeType { HandshakeType(code: 20) }
  public static var certificateStatus: HandshakeType { HandshakeType(code: 22) }
  public static var keyUpdate: HandshakeType { HandshakeType(code: 24) }
  /// Stands for the first ClientHello, and is never sent (RFC 8446, 4.4.1).
  public static var messageHash: HandshakeType { HandshakeType(code: 254) }

  /// As a page of the RFC is titled.
  public var name: StaticString? {
    switch self {
    case .helloRequest: "HelloRequest"
    case .clientHello: "ClientHello"
    case .serverHello: "ServerHello"
    case .newSessionTicket: "NewSessionTicket"
    case .endOfEarlyData: "EndOfEarlyData"
    case .encryptedExtensions: "EncryptedExtensions"
    case .certificate: "Certificate"
    case .serverKeyExchange: "ServerKeyExchange"
    case .certificateRequest: "CertificateRequest"
    case .serverHelloDone: "ServerHelloDone"
    case .certificateVerify: "CertificateVerify"
    case .clientKeyExchange: "ClientKeyExchange"
    case .finished: "Finished"
    case .certificateStatus: "CertificateStatus"
    case .keyUpdate: "KeyUpdate"
    case .messageHash: "message_hash"
    default: nil
    }
  }
}

extension HandshakeType: CustomStringConvertible {
  public var description: String {
    name?.description ?? "handshake message \(code)"
  }
}
