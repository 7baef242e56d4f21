// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import CoAP
import Foundation
import TLS

/// `coap://host:port/path?query`, decomposed as RFC 7252, 6.4 says.
struct CoAPAddress: ExpressibleByArgument {
  var isSecure: Bool
  var host: String
  var port: Int
  var path: [String]
  var query: [String]

  init?(argument: String) {
    guard let components = URLComponents(string: argument), let host = components.host,
      !host.isEmpty, components.fragment == nil, components.user == nil
    else { return nil }
    switch components.scheme?.lowercased() {
    case "coap": isSecure = false
    case "coaps": isSecure = true
    default: return nil
    }
    self.host = host.trimmingCharacters(in: ["[", "]"])
    port = components.port ?? (isSecure ? 5684 : 5683)
    guard 1...65535 ~= port else { return nil }
    let decoded = components.percentEncodedPath.split(
      separator: "/", omittingEmptySubsequences: false
    ).map { String($0).removingPercentEncoding }
    path = decoded.dropFirst().compactMap { $0 }
    if path == [""] { path = [] }
    query = (components.percentEncodedQuery ?? "").split(separator: "&").compactMap {
      String($0).removingPercentEncoding
    }
    guard decoded.allSatisfy({ ($0?.utf8.count ?? 256) <= 255 }),
      query.allSatisfy({ $0.utf8.count <= 255 })
    else { return nil }
  }

  /// Uri-Host where the host is a name, Uri-Path and Uri-Query.
  var options: OptionList {
    var list = OptionList()
    if ServerName.address(host) == nil { list.append(.uriHost, text: host.lowercased()) }
    for segment in path { list.append(.uriPath, text: segment) }
    for part in query { list.append(.uriQuery, text: part) }
    return list
  }
}

extension OptionList {
  mutating func append(_ number: OptionNumber, text: String) {
    let bytes = Array(text.utf8)
    append(number, bytes.span)
  }
}

extension CoAP.Code {
  /// As RFC 7252 writes it: `4.04 Not Found`.
  var text: String {
    let digits = "\(codeClass).\(detail < 10 ? "0" : "")\(detail)"
    return [digits, name].compactMap { $0 }.joined(separator: " ")
  }

  private var name: String? {
    switch self {
    case .created: "Created"
    case .deleted: "Deleted"
    case .valid: "Valid"
    case .changed: "Changed"
    case .content: "Content"
    case .badRequest: "Bad Request"
    case .unauthorized: "Unauthorized"
    case .badOption: "Bad Option"
    case .forbidden: "Forbidden"
    case .notFound: "Not Found"
    case .methodNotAllowed: "Method Not Allowed"
    case .notAcceptable: "Not Acceptable"
    case .preconditionFailed: "Precondition Failed"
    case .unsupportedContentFormat: "Unsupported Content-Format"
    case .internalServerError: "Internal Server Error"
    case .serviceUnavailable: "Service Unavailable"
    case .proxyingNotSupported: "Proxying Not Supported"
    default: nil
    }
  }
}

/// A Content-Format by its number or its name (RFC 7252, 12.3).
struct ContentFormat: ExpressibleByArgument {
  var number: UInt32

  init?(argument: String) {
    let names: [String: UInt32] = [
      "text/plain": 0, "application/link-format": 40, "application/xml": 41,
      "application/octet-stream": 42, "application/json": 50, "application/cbor": 60,
    ]
    guard let number = names[argument] ?? UInt32(argument), number <= 0xFFFF else { return nil }
    self.number = number
  }
}
