/// What the application asked for that cannot be; nothing has changed.
public enum CoAPUsageError: Error, Equatable {
  /// As many requests are outstanding as NSTART allows.
  case tooManyRequests
  /// Requests have a code of class 0, and not 0.00.
  case notARequest
  /// Responses have a code of class 2, 4 or 5.
  case notAResponse
  /// The message would be larger than the options allow.
  case messageTooLarge(limit: Int)
  /// Half of all Message IDs were used within one EXCHANGE_LIFETIME.
  case noMessageID
  /// The request was answered before, or has been forgotten, or never was.
  case unknownRequest
  /// The list of all resources would no longer fit into one message.
  case tooManyResources
}

extension CoAPUsageError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tooManyRequests: "too many requests are outstanding: wait for an event"
    case .notARequest: "the code is no method: use .get, .post, .put or .delete"
    case .notAResponse: "the code is no response: use one of class 2, 4 or 5"
    case .messageTooLarge(let limit):
      "the message is larger than \(limit) bytes: send less at once"
    case .noMessageID: "too many messages in a short time: wait some minutes"
    case .unknownRequest: "no such request waits for an answer"
    case .tooManyResources:
      "the list of resources is longer than a message: register fewer, or shorter paths"
    }
  }
}
