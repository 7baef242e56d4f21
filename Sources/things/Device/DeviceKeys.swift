// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Identity
import KeyStores
import OpenSSLBackend
import Primitives
import SystemRandom

/// Where a device's keys are, as `--keys` spells it.
enum DeviceKeys: Equatable, ExpressibleByArgument, CustomStringConvertible {
  case sealed
  case psa
  case pkcs11(module: String, token: String?)
  case agent(socket: String)

  init?(argument: String) {
    switch argument {
    case "sealed": self = .sealed
    case "psa": self = .psa
    default:
      guard let colon = argument.firstIndex(of: ":") else { return nil }
      let rest = argument[argument.index(after: colon)...]
      guard !rest.isEmpty else { return nil }
      switch argument[..<colon] {
      case "agent": self = .agent(socket: URL(fileURLWithPath: String(rest)).path)
      case "pkcs11":
        let parts = rest.components(separatedBy: "?token=")
        guard parts.count <= 2, !parts[0].isEmpty, parts.count == 1 || !parts[1].isEmpty else {
          return nil
        }
        self = .pkcs11(module: absolute(parts[0]), token: parts.count == 2 ? parts[1] : nil)
      default: return nil
      }
    }
  }

  var description: String {
    switch self {
    case .sealed: "sealed"
    case .psa: "psa"
    case .pkcs11(let module, let token): "pkcs11:\(module)" + (token.map { "?token=\($0)" } ?? "")
    case .agent(let socket): "agent:\(socket)"
    }
  }

  /// The store, in the device's folder or wherever else it is.
  func open(in folder: String, pin: PINOptions) throws -> any KeyStore & ~Copyable {
    switch self {
    case .psa:
      _ = try Folder(folder)
      do throws(KeyStoreError) { return try PSAStore(folder: folder + "/psa") } catch {
        throw DeviceRefusal.store(error, "the store in \(folder)/psa")
      }
    case .pkcs11(let module, let token):
      let pin = try pin.secret()
      do throws(PKCS11Fault) {
        return try PKCS11Store(module: module, token: token, pin: pin)
      } catch { throw DeviceRefusal.module(error, path: module, token: token) }
    case .sealed: return try openSealed(in: folder)
    case .agent(let socket): return try openAgent(at: socket, for: Device.load(from: folder))
    }
  }
}

/// The image, its counter and the root key are three files in one folder: a laptop's stand-in for
/// a device's flash, fuses and silicon.
private func openSealed(in folder: String) throws -> any KeyStore & ~Copyable {
  _ = try Folder(folder)
  do throws(KeyStoreError) {
    var random = SystemRandom()
    let rootKey = try deviceRootKey(at: folder + "/root.key", using: &random)
    let medium = try FileMedium(image: folder + "/keys.sealed", counter: folder + "/keys.counter")
    return try SealedStore<OpenSSLCrypto, FileMedium, SystemRandom>(
      medium, rootKey: rootKey, device: Array("things device".utf8).span, random: random)
  } catch { throw DeviceRefusal.store(error, "the sealed store in \(folder)") }
}

/// A name without a slash is one that the system's loader looks for.
private func absolute(_ path: String) -> String {
  path.contains("/") ? URL(fileURLWithPath: path).path : path
}

/// A token's PIN, never on the command line, where every user of the machine can see it.
struct PINOptions: ParsableArguments {
  @Option(
    help: "File with the token's PIN (default: the environment variable THINGS_PIN).",
    completion: .file())
  var pinFile: String?

  func secret() throws -> Secret {
    if let pinFile { return try PasswordInput.from(file: pinFile) }
    let pin = Array((ProcessInfo.processInfo.environment["THINGS_PIN"] ?? "").utf8)
    guard !pin.isEmpty else { throw DeviceRefusal.noPIN }
    return Secret(copying: pin.span)
  }
}
