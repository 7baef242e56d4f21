import Wire

/// What becomes of a request before the application hears of it.
enum Route: Equatable {
  case resource(Int)
  /// The list of all resources.
  case core
  case refuse(Code)
}

extension Resources {
  func route(_ message: borrowing Message) -> Route {
    let isCore = Resources.core.matches(message.options)
    let index = isCore ? nil : all.firstIndex { $0.matches(message.options) }
    let resource = isCore ? Resources.core : index.map { all[$0] }
    var options = message.options
    var acceptable = true
    while let option = options.next() {
      if let code = refusal(of: option, resource) { return .refuse(code) }
      guard option.number == .accept, let formats = resource?.contentFormats else {
        continue
      }
      acceptable =
        formats.isEmpty || formats.contains { UInt32($0) == option.uint ?? 0 }
    }
    guard let resource else { return .refuse(.notFound) }
    guard resource.methods.contains(message.header.code) else {
      return .refuse(.methodNotAllowed)
    }
    //= rfc7252#5.10.4
    //# If the preferred Content-Format cannot be returned, then a 4.06 "Not Acceptable"
    //# MUST be sent as a response
    guard acceptable else { return .refuse(.notAcceptable) }
    return index.map { .resource($0) } ?? .core
  }

  /// `.well-known/core`, in application/link-format (RFC 6690, 4; RFC 7252, 12.3).
  static var core: Resource {
    let path: StaticString = ".well-known/core"
    return Resource(
      array(Span(_unsafeStart: path.utf8Start, count: path.utf8CodeUnitCount)), .get,
      contentFormats: [linkFormat])
  }

  static var linkFormat: UInt16 { 40 }

  /// Why this option alone is enough to refuse the request.
  private func refusal(of option: borrowing Option, _ resource: Resource?) -> Code? {
    guard option.number.isCritical else { return nil }
    switch option.number {
    case .proxyURI, .proxyScheme:
      //= rfc7252#5.10.2
      //# An endpoint receiving a request with a Proxy-Uri Option that is unable or
      //# unwilling to act as a forward-proxy for the request MUST cause the return of a
      //# 5.05 (Proxying Not Supported) response.
      return .proxyingNotSupported
    case .uriHost, .uriPort, .uriPath, .uriQuery, .accept:
      return option.isUnderstood ? nil : .badOption
    default:
      //= rfc7252#5.4.1
      //# Unrecognized options of class "critical" that occur in a Confirmable request
      //# MUST cause the return of a 4.02 (Bad Option) response.
      guard let resource, resource.understands.contains(option.number),
        option.isUnderstood || option.number.definition == nil
      else { return .badOption }
      return nil
    }
  }
}
