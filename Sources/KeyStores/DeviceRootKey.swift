// SPDX-License-Identifier: Apache-2.0
import Identity
import Primitives

/// What a laptop has in place of a chip's fuses: 32 bytes in a file of its owner's alone, made the
/// first time. Whoever reads that file can open the store on any other machine.
///
/// Throws `.medium(EPERM)` for a file that others can read, `.medium(EINVAL)` for one that holds
/// anything but 32 bytes.
public func deviceRootKey(
  at path: String, using random: inout some RandomSource & ~Copyable
) throws(KeyStoreError) -> Secret {
  let file = try DurableFile(path)
  // One process makes it; whoever comes meanwhile waits, and takes the same.
  try DurableFile(path + ".lock").locked { () throws(KeyStoreError) in
    guard try !file.exists() else { return }
    let key = try newKey(using: &random)
    try file.replace(with: key.bytes)
  }
  return try file.secret(count: 32)
}

private func newKey(
  using random: inout some RandomSource & ~Copyable
) throws(KeyStoreError) -> Secret {
  do throws(CryptoError) { return try random.secret(count: 32) } catch {
    throw KeyStoreError(error)
  }
}
