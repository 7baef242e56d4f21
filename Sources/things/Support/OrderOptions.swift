// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Certificates
import Foundation

/// From when to when.
struct ValidityOptions: ParsableArguments {
  @Option(help: "For how many days it is valid.")
  var days = 365

  @Option(
    help: "For how many hours it is valid, and that it ends before anyone could revoke it.")
  var shortLived: Int?

  @Option(help: "When its validity begins, RFC 3339 (default: now).")
  var from: String?

  func validate() throws {
    try days.checkedAsDays()
    guard 1...240 ~= shortLived ?? 1 else {
      throw ValidationError("--short-lived is a number of hours from 1 to 240")
    }
    if let from, (try? Date(from, strategy: .iso8601)) == nil {
      throw ValidationError("--from '\(from)' is no RFC 3339 time, as 2026-01-31T00:00:00Z")
    }
  }

  var start: Date { from.flatMap { try? Date($0, strategy: .iso8601) } ?? Date() }

  func validity() throws -> Validity {
    try shortLived.map { try .hours($0, from: start) } ?? .days(days, from: start)
  }
}

/// Whom a certificate is for.
struct SubjectOptions: ParsableArguments {
  @Option(help: "A name or an address that the server goes by; may be given again.")
  var server: [String] = []

  @Option(help: "The device's serial number.")
  var device: String?

  @Option(help: "With --device: its kind of hardware, an object identifier of its maker's.")
  var hardwareType: String?

  @Flag(help: "With --hardware-type: the identity from its maker, which never ends.")
  var initial = false

  @Option(help: "The common name of a program or person that calls servers.")
  var client: String?

  @Option(help: "The common name of who answers, for this authority, what is revoked.")
  var ocspResponder: String?

  func validate() throws {
    let given = [!server.isEmpty, device != nil, client != nil, ocspResponder != nil]
    guard given.count(where: { $0 }) == 1 else {
      throw ValidationError(
        "say who it is for: --server NAME (once or more), --device SERIAL, --client NAME or "
          + "--ocsp-responder NAME")
    }
    guard hardwareType == nil || device != nil, !initial || hardwareType != nil else {
      throw ValidationError("--hardware-type goes with --device, and --initial with both")
    }
    if let hardwareType, OID(text: hardwareType) == nil {
      throw ValidationError(
        "--hardware-type '\(hardwareType)' is no object identifier, as 1.3.6.1.4.1.32473.1")
    }
  }

  var kind: String {
    if !server.isEmpty { return "server" }
    return device != nil ? "device" : client != nil ? "client" : "ocsp"
  }

  /// For the one with this number, if there are several.
  func order(_ validity: ValidityOptions, number: String = "") throws -> Order {
    if !server.isEmpty { return try .server(server, validity: validity.validity()) }
    if let name = client ?? ocspResponder {
      return Order(
        profile: client == nil ? .ocspResponder : .client,
        subject: Name(commonName: Array((name + number).utf8)), validity: try validity.validity())
    }
    let serial = (device ?? "") + number
    var order = Order.device(serial, validity: try validity.validity())
    guard let type = hardwareType.flatMap({ OID(text: $0) }) else { return order }
    let hardware = HardwareModuleName(hwType: type, hwSerialNum: Array(serial.utf8))
    order.profile = initial ? .initialDevice(hardware) : .localDevice(hardware)
    if initial {
      order.validity = try Validity(notBefore: order.validity.notBefore, notAfter: .noExpiry)
    }
    return order
  }
}

/// What else a certificate says.
struct DetailOptions: ParsableArguments {
  @Option(help: "Where the list of revoked certificates is; may be given again.")
  var crlURL: [String] = []

  @Option(help: "Where a responder answers what is revoked; may be given again.")
  var ocspURL: [String] = []

  @Option(help: "Where the authority's own certificate is; may be given again.")
  var issuerURL: [String] = []

  @Option(help: "An object identifier of a policy; may be given again.")
  var policy: [String] = []

  func validate() throws {
    if let wrong = policy.first(where: { OID(text: $0) == nil }) {
      throw ValidationError(
        "--policy '\(wrong)' is no object identifier, as 1.3.6.1.4.1.32473.1")
    }
  }

  func details(_ validity: ValidityOptions) throws -> CertificateDetails {
    func places(_ texts: [String]) -> [URI] { texts.map { URI(Array($0.utf8)) } }
    var details = CertificateDetails()
    details.policies = policy.compactMap { OID(text: $0) }
    details.issuers = places(issuerURL)
    let isNamed = !crlURL.isEmpty || !ocspURL.isEmpty
    if validity.shortLived != nil {
      guard !isNamed else {
        throw ValidationError(
          "--short-lived says that nobody need ask; leave --crl-url and --ocsp-url")
      }
      details.revocation = .unavailable
    } else if isNamed {
      details.revocation = .at(lists: places(crlURL), responders: places(ocspURL))
    }
    return details
  }
}

extension Int {
  /// The calendar of certificates ends with the year 9999.
  func checkedAsDays() throws {
    guard 1...2_900_000 ~= self else {
      throw ValidationError("--days is a number from 1 to 2900000")
    }
  }
}

extension OID {
  /// Numbers between dots, at least two of them.
  init?(text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let arcs = parts.compactMap { UInt32($0) }
    guard arcs.count == parts.count, arcs.count >= 2 else { return nil }
    self.init(arcs: arcs)
  }
}
