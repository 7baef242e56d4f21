import Primitives
import Wire

/// What of an error the agent tells an application: what the application can mend, and for
/// all the rest a number, since the store's own troubles are its owner's business.
struct AgentRefusal {
  enum Reason: UInt8 {
    case noSuchKey = 1
    /// The detail is the key's algorithm.
    case wrongUse = 2
    case unsupported = 3
    case refused = 4
    case busy = 5
    case invalidKey = 6
    /// The detail is the number that the store gave, or zero.
    case failed = 7
  }

  private let reason: Reason
  private let detail: UInt64

  init(_ error: KeyStoreError) {
    (reason, detail) =
      switch error {
      case .noSuchKey: (.noSuchKey, 0)
      case .wrongUse(let algorithm): (.wrongUse, UInt64(algorithm.rawValue))
      case .unsupported: (.unsupported, 0)
      case .refused: (.refused, 0)
      case .busy: (.busy, 0)
      case .crypto(.invalidKey): (.invalidKey, 0)
      case .module(let number), .medium(let number), .crypto(.library(let number)):
        (.failed, UInt64(bitPattern: Int64(number)))
      default: (.failed, 0)
      }
  }

  /// What the application is to be thrown.
  var error: KeyStoreError {
    switch reason {
    case .noSuchKey: .noSuchKey
    case .wrongUse:
      if let algorithm = KeyAlgorithm(rawValue: UInt8(truncatingIfNeeded: detail)) {
        .wrongUse(algorithm)
      } else {
        .unsupported
      }
    case .unsupported: .unsupported
    case .refused: .refused
    case .busy: .busy
    case .invalidKey: .crypto(.invalidKey)
    case .failed: .module(Int(truncatingIfNeeded: Int64(bitPattern: detail)))
    }
  }

  init(_ reader: inout Reader) throws(WireError) {
    let code = try reader.uint8("reason")
    guard let reason = Reason(rawValue: code) else {
      throw reader.invalid(code, "reason")
    }
    let detail = try reader.uint64("detail")
    let isSound =
      switch reason {
      case .wrongUse:
        UInt8(exactly: detail).flatMap { KeyAlgorithm(rawValue: $0) } != nil
      case .failed: true
      default: detail == 0
      }
    guard isSound else { throw reader.invalid(detail, "detail") }
    self.reason = reason
    self.detail = detail
  }

  func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    try out.write(uint8: reason.rawValue, "reason")
    try out.write(uint64: detail, "detail")
  }
}
