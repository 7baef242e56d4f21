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
    } catch { return .refuses(word(error.rule)) }
  }

  private static func name(_ fault: DERError.Fault) -> String { word(fault) }

  /// The case without what it carries.
  private static func word<T>(_ value: T) -> String {
    let text = "\(value)"
    let mirror = Mirror(reflecting: value)
    return mirror.children.first?.label ?? text
  }
}

/// OpenSSL's: `d2i_X509` with its cache of extensions, and `X509_verify_cert`.
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
    ERR_clear_error()
    guard let read else { return (nil, .refuses("d2i_X509")) }
    let library = Library(read)
    guard used == der.count else { return (nil, .refuses("leftover")) }
    guard X509_check_purpose(read, -1, 0) == 1 else {
      ERR_clear_error()
      return (library, .refuses("extensions"))
    }
    return (library, .accepts)
  }

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
    X509_VERIFY_PARAM_set_flags(parameters, UInt(X509_V_FLAG_PARTIAL_CHAIN))
    X509_VERIFY_PARAM_set_auth_level(parameters, 2)
    X509_STORE_CTX_set_purpose(
      context, question.isServer ? X509_PURPOSE_SSL_SERVER : X509_PURPOSE_SSL_CLIENT)
    if let host = question.host {
      X509_VERIFY_PARAM_set_hostflags(
        parameters,
        UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT))
      X509_VERIFY_PARAM_set1_host(parameters, host, 0)
    }
    if X509_verify_cert(context) == 1 { return .accepts }
    return .refuses(name(of: X509_STORE_CTX_get_error(context)))
  }

  /// As `openssl verify` prints it.
  private static func name(of code: CInt) -> String {
    X509_verify_cert_error_string(Int(code)).map { "\(code) " + String(cString: $0) } ?? "\(code)"
  }
}
