// SPDX-License-Identifier: Apache-2.0
extension CryptoReport {
  func html() throws -> String { "" }
}
