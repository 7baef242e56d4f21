// SPDX-License-Identifier: Apache-2.0
import BenchmarkProtocol
import Crypto
import Foundation

struct Digest<Hash: HashFunction>: BenchmarkProtocol.Operation {
  let message: Data

  init(bytes: Int) { message = Data(repeating: 0x5A, count: bytes) }

  func run() { keep(Hash.hash(data: message)) }
}

struct Code: BenchmarkProtocol.Operation {
  let key = SymmetricKey(size: .bits256)
  let message: Data

  init(bytes: Int) { message = Data(repeating: 0x5A, count: bytes) }

  func run() { keep(HMAC<SHA256>.authenticationCode(for: message, using: key)) }
}

private let associatedData = Data(repeating: 0x5A, count: associatedDataLength)

struct SealAESGCM: BenchmarkProtocol.Operation, ~Copyable {
  private let key: SymmetricKey
  private let text: Data
  private let nonce = Buffer(12)

  init(keyLength: Int, bytes: Int) {
    key = SymmetricKey(data: Data(repeating: 0x5A, count: keyLength))
    text = Data(repeating: 0x5A, count: bytes)
  }

  func run() throws(OperationFailed) {
    nonce.increment()
    let nonce = nonce.bytes
    try attempt {
      keep(
        try AES.GCM.seal(
          text, using: key, nonce: AES.GCM.Nonce(data: UnsafeBufferPointer(nonce)),
          authenticating: associatedData))
    }
  }
}

struct OpenAESGCM: BenchmarkProtocol.Operation {
  private let key: SymmetricKey
  private let box: AES.GCM.SealedBox

  init(keyLength: Int, bytes: Int) throws(OperationFailed) {
    let key = SymmetricKey(data: Data(repeating: 0x5A, count: keyLength))
    let text = Data(repeating: 0x5A, count: bytes)
    self.key = key
    box = try attempt { try AES.GCM.seal(text, using: key, authenticating: associatedData) }
  }

  func run() throws(OperationFailed) {
    try attempt { keep(try AES.GCM.open(box, using: key, authenticating: associatedData)) }
  }
}

struct SealChaChaPoly: BenchmarkProtocol.Operation, ~Copyable {
  private let key = SymmetricKey(size: .bits256)
  private let text: Data
  private let nonce = Buffer(12)

  init(bytes: Int) { text = Data(repeating: 0x5A, count: bytes) }

  func run() throws(OperationFailed) {
    nonce.increment()
    let nonce = nonce.bytes
    try attempt {
      keep(
        try ChaChaPoly.seal(
          text, using: key, nonce: ChaChaPoly.Nonce(data: UnsafeBufferPointer(nonce)),
          authenticating: associatedData))
    }
  }
}
