// SPDX-License-Identifier: Apache-2.0
import BenchmarkProtocol
import BenchmarkRunner

// BenchmarkChild openssl|mbedtls|portable
if let library = CommandLine.arguments.dropFirst().first.flatMap(CryptoLibrary.init(rawValue:)),
  var child = ChildProcess(library)
{
  child.run()
}
