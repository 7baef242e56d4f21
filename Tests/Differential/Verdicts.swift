// SPDX-License-Identifier: Apache-2.0
import COpenSSL
import Certificates
import OpenSSLBackend
import Wire

/// What one side says of a certificate or of a chain.
enum Verdict: Hashable {
  case accepts
  /// With a reason in one word or two.
  case refuses(String)

  var isAcceptance: Bool { self == .accepts }

  var text: String {
    switch self {
    case .accepts: "accepts"
    case .refuses(let why): why
    }
  }
}

/// What is asked of a chain, of both sides alike.
struct Question {
  static let time: Int64 = 1_798_761_600  // 2027-01-01 00:00:00
  var isServer = true
  var host: String?
}

/// This book's reader and path rules.
enum Book {
  static func read(_ der: [UInt8]) -> (Certificate?, Verdict) {
    do throws(DERError) { return (try Certificate(der: der), .accepts) } catch {
      return (nil, .refuses("\(error.field)/\(name(error.fault))"))
    }
  }

  static func verdict(_ chain: [Certificate], _ question: Question) -> Verdict {
    let policy = PathPolicy(
      time: Time(secondsSince1970: Question.time), purpose: question.isServer ? .server : .client,
      server: question.host.map { .dns(Array($0.utf8)) })
    do throws(PathFailure) {
      _ = try ValidatedPath(
        from: chain[0], through: Array(chain[1..<chain.count - 1]), to: [chain[chain.count - 1]],
        policy: policy, using: OpenSSLCrypto.self)
      return .accepts
    } catch { return .refuses(name(error.rule)) }
  }

  /// The case without what it carries.
  private static func name(_ fault: DERError.Fault) -> String {
    switch fault {
    case .truncated: "truncated"
    case .leftover: "leftover"
    case .wrongTag: "wrong tag"
    case .highTagNumber: "high tag number"
    case .indefiniteLength: "indefinite length"
    case .lengthNotMinimal: "length not minimal"
    case .lengthTooLong: "length too long"
    case .empty: "empty"
    case .defaultWritten: "default written"
    case .value: "value"
    }
  }

  /// The rule without what it carries.
  private static func name(_ rule: PathRule) -> String {
    switch rule {
    case .noTrustedIssuer: "noTrustedIssuer"
    case .notYetValid: "notYetValid"
    case .expired: "expired"
    case .signature(.brokenHash): "signature brokenHash"
    case .signature(.unknownAlgorithm): "signature unknownAlgorithm"
    case .signature(.otherKey): "signature otherKey"
    case .signature(.shortKey): "signature shortKey"
    case .signature(.crypto): "signature crypto"
    case .weakHash: "weakHash"
    case .weakKey: "weakKey"
    case .notAnAuthority: "notAnAuthority"
    case .pathTooLong: "pathTooLong"
    case .keyMayNotSign: "keyMayNotSign"
    case .otherPurpose: "otherPurpose"
    case .unknownCriticalExtension: "unknownCriticalExtension"
    case .nameNotPermitted: "nameNotPermitted"
    case .tooManyNames: "tooManyNames"
    case .otherName: "otherName"
    case .noValidPolicy: "noValidPolicy"
    case .anyPolicyMapped: "anyPolicyMapped"
    case .tooManyPolicies: "tooManyPolicies"
    case .lengthLimit: "lengthLimit"
    case .revoked: "revoked"
    case .revocationUnknown: "revocationUnknown"
    case .searchTooLong: "searchTooLong"
    }
  }
}

/// OpenSSL's: `d2i_X509` and its readers of extensions, and `X509_verify_cert`.
final class Library {
  let pointer: OpaquePointer

  private init(_ pointer: OpaquePointer) { self.pointer = pointer }

  deinit { X509_free(pointer) }

  static func read(_ der: [UInt8]) -> (Library?, Verdict) {
    var used = 0
    let read = der.withUnsafeBufferPointer { bytes -> OpaquePointer? in
      var next = bytes.baseAddress
      let read = d2i_X509(nil, &next, bytes.count)
      if let next, let start = bytes.baseAddress { used = next - start }
      return read
    }
    let reason = reason()
    guard let read else { return (nil, .refuses("d2i_X509: \(reason)")) }
    let library = Library(read)
    guard used == der.count else { return (nil, .refuses("leftover")) }
    if let name = unreadableExtension(of: read) {
      return (library, .refuses("extensions: \(name)"))
    }
    guard X509_check_purpose(read, -1, 0) == 1 else {
      ERR_clear_error()
      return (library, .refuses("extensions: together"))
    }
    return (library, .accepts)
  }

  /// The first thing that went wrong, and in which type.
  private static func reason() -> String {
    var reason: String?
    while true {
      var data: UnsafePointer<CChar>?
      var flags: CInt = 0
      let code = ERR_get_error_all(nil, nil, nil, &data, &flags)
      guard code != 0 else { return reason ?? "-" }
      if reason == nil {
        reason = ERR_reason_error_string(code).map { String(cString: $0) } ?? "\(code)"
      }
      let words = data.map { String(cString: $0) } ?? ""
      guard let type = words.split(separator: " ").first(where: { $0.hasPrefix("Type=") }) else {
        continue
      }
      ERR_clear_error()
      return "\(reason ?? "-") in \(type.dropFirst(5))"
    }
  }

  /// The first of those that it knows and cannot read; nil if it can read them all.
  private static func unreadableExtension(of certificate: OpaquePointer) -> String? {
    for i in 0..<X509_get_ext_count(certificate) {
      let one = X509_get_ext(certificate, i)
      guard let method = X509V3_EXT_get(one) else { continue }
      let value = X509V3_EXT_d2i(one)
      ERR_clear_error()
      guard let value else {
        let kind = method.pointee.ext_nid
        guard Self.knownToTheBook.contains(kind) else { return "another" }
        return OBJ_nid2sn(kind).map { String(cString: $0) } ?? "?"
      }
      if let item = method.pointee.it {
        ASN1_item_free(OpaquePointer(value), item())
      } else {
        method.pointee.ext_free?(value)
      }
    }
    return nil
  }

  private static let knownToTheBook = [
    NID_basic_constraints, NID_key_usage, NID_ext_key_usage, NID_subject_alt_name,
    NID_name_constraints, NID_certificate_policies, NID_policy_mappings, NID_policy_constraints,
    NID_inhibit_any_policy, NID_subject_key_identifier, NID_authority_key_identifier,
    NID_crl_distribution_points, NID_info_access, NID_id_pkix_OCSP_noCheck,
  ]

  static func verdict(_ chain: [Library], _ question: Question) throws -> Verdict {
    guard let store = X509_STORE_new(), let context = X509_STORE_CTX_new(),
      let others = OPENSSL_sk_new_null()
    else { throw Broken("OpenSSL has no memory") }
    defer {
      X509_STORE_CTX_free(context)
      X509_STORE_free(store)
      OPENSSL_sk_free(others)
      ERR_clear_error()
    }
    for one in chain[1..<chain.count - 1] {
      OPENSSL_sk_push(others, UnsafeRawPointer(one.pointer))
    }
    guard X509_STORE_add_cert(store, chain[chain.count - 1].pointer) == 1,
      X509_STORE_CTX_init(context, store, chain[0].pointer, others) == 1
    else { throw Broken("OpenSSL refused a store") }
    let parameters = X509_STORE_CTX_get0_param(context)
    X509_VERIFY_PARAM_set_time(parameters, time_t(Question.time))
    X509_VERIFY_PARAM_set_flags(
      parameters, UInt(X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_POLICY_CHECK))
    X509_VERIFY_PARAM_set_auth_level(parameters, 2)
    X509_STORE_CTX_set_purpose(
      context, question.isServer ? X509_PURPOSE_SSL_SERVER : X509_PURPOSE_SSL_CLIENT)
    // A common name is no name of a server (RFC 9525, 2), for either side.
    X509_VERIFY_PARAM_set_hostflags(
      parameters,
      UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT))
    if let host = question.host { X509_VERIFY_PARAM_set1_host(parameters, host, 0) }
    if X509_verify_cert(context) == 1 { return .accepts }
    return .refuses(name(of: X509_STORE_CTX_get_error(context)))
  }

  /// As `openssl verify` prints it.
  private static func name(of code: CInt) -> String {
    X509_verify_cert_error_string(Int(code)).map { "\(code) " + String(cString: $0) } ?? "\(code)"
  }
}
