// SPDX-License-Identifier: Apache-2.0
import BenchmarkProtocol
import Foundation
import Synchronization
import X509

/// What swift-certificates is given: the bytes, and what was read of them beforehand.
private struct Chain: Sendable {
  let server: [UInt8]
  let intermediate: [UInt8]
  let readServer: Certificate
  let readIntermediates: CertificateStore
  let roots: CertificateStore

  init() throws {
    server = [UInt8](hex: ChainSample.server)
    intermediate = [UInt8](hex: ChainSample.intermediate)
    readServer = try Certificate(derEncoded: server)
    readIntermediates = CertificateStore([try Certificate(derEncoded: intermediate)])
    roots = CertificateStore([try Certificate(derEncoded: [UInt8](hex: ChainSample.root))])
  }

  func verify(_ server: Certificate, _ intermediates: CertificateStore) async throws {
    var verifier = Verifier(rootCertificates: roots) {
      RFC5280Policy()
      ServerIdentityPolicy(serverHostname: ChainSample.host, serverIP: nil)
    }
    let result = await verifier.validate(leaf: server, intermediates: intermediates)
    guard case .validCertificate = result else {
      throw OperationFailed("swift-certificates refused the chain")
    }
  }
}

struct ParseCertificate: BenchmarkProtocol.Operation {
  private let der = [UInt8](hex: ChainSample.server)

  func run() throws(OperationFailed) {
    try attempt { keep(try Certificate(derEncoded: der)) }
  }
}

/// Its verifier can be called only where one may wait. So a whole batch runs in one task, whose
/// beginning and end are not in the time.
func benchOfChain(parsing: Bool) throws(OperationFailed) -> Bench {
  let chain = try attempt { try Chain() }
  return Bench { (count, _) throws(OperationFailed) in
    let taken = try inATask {
      let start = SuspendingClock.now
      for _ in 0..<count {
        if parsing {
          try await chain.verify(
            Certificate(derEncoded: chain.server),
            CertificateStore([Certificate(derEncoded: chain.intermediate)]))
        } else {
          try await chain.verify(chain.readServer, chain.readIntermediates)
        }
      }
      return SuspendingClock.now - start
    }
    let (seconds, attoseconds) = taken.components
    return Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
  }
}

/// Waits for what may wait.
private func inATask(
  _ body: @escaping @Sendable () async throws -> Duration
) throws(OperationFailed) -> Duration {
  let box = Box()
  let done = DispatchSemaphore(value: 0)
  Task {
    let outcome: Result<Duration, any Error>
    do { outcome = .success(try await body()) } catch { outcome = .failure(error) }
    box.result.withLock { $0 = outcome }
    done.signal()
  }
  done.wait()
  return try attempt { try box.result.withLock { $0 }?.get() ?? .zero }
}

private final class Box: Sendable {
  let result = Mutex<Result<Duration, any Error>?>(nil)
}
