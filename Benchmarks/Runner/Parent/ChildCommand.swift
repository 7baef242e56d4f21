// SPDX-License-Identifier: Apache-2.0
import BenchmarkProtocol
import Foundation

/// How to start a child process: the library's name is appended to the arguments.
public struct ChildCommand: Sendable {
  public var executable: String
  public var arguments: [String]

  public init(executable: String, arguments: [String]) {
    self.executable = executable
    self.arguments = arguments
  }

  /// The running program once more, with other arguments.
  public static func thisProgram(_ arguments: String...) -> ChildCommand {
    ChildCommand(
      executable: Bundle.main.executablePath ?? CommandLine.arguments[0], arguments: arguments)
  }
}

/// The variables that put a library on a path; nil takes a variable away.
public func pathEnvironment(_ library: CryptoLibrary, _ path: Path) -> [String: String?] {
  // A switch that the caller's own environment has thrown would spoil the other path.
  let off: String? = path == .software ? "off" : nil
  switch library {
  case .portable: return [:]
  case .mbedtls: return [MbedTLSSwitch.variable: off]
  case .openssl, .swiftCrypto:  // BoringSSL, inside swift-crypto, reads the same variables.
    #if arch(x86_64) || arch(i386)
    return ["OPENSSL_ia32cap": off.map { _ in "0:0" }]
    #else
    return ["OPENSSL_armcap": off.map { _ in "0" }]
    #endif
  }
}
