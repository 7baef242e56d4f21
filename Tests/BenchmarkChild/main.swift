// SPDX-License-Identifier: Apache-2.0
import BenchmarkRunner

// BenchmarkChild openssl|mbedtls
if let library = CommandLine.arguments.dropFirst().first.flatMap(CryptoLibrary.init(rawValue:)) {
  ChildProcess.run(library)
}
