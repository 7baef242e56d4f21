import CMbedTLS
import Primitives

extension MbedTLSCrypto {
  typealias Number = Pinned<mbedtls_mpi>
  typealias Point = Pinned<mbedtls_ecp_point>
  typealias Curve = Pinned<mbedtls_ecp_group>
}

extension Pinned<mbedtls_mpi> {
  init() { self.init(mbedtls_mpi_init, mbedtls_mpi_free) }

  /// Big-endian, as many bytes as there are.
  func read(_ bytes: Span<UInt8>) throws(CryptoError) {
    try MbedTLSCrypto.check(
      bytes.withUnsafeBufferPointer {
        mbedtls_mpi_read_binary(pointer, $0.baseAddress, $0.count)
      })
  }

  /// Big-endian, with zeros in front until `range` is full.
  func write(
    to bytes: inout MutableSpan<UInt8>, _ range: Range<Int>
  ) throws(CryptoError) {
    try MbedTLSCrypto.check(
      bytes.withUnsafeMutableBufferPointer {
        let place = UnsafeMutableBufferPointer(rebasing: $0[range])
        return mbedtls_mpi_write_binary(pointer, place.baseAddress, place.count)
      })
  }

  /// The same, the lowest byte first.
  func readLittleEndian(_ bytes: Span<UInt8>) throws(CryptoError) {
    try MbedTLSCrypto.check(
      bytes.withUnsafeBufferPointer {
        mbedtls_mpi_read_binary_le(pointer, $0.baseAddress, $0.count)
      })
  }

  /// The lowest byte first, with zeros behind until `bytes` is full.
  func writeLittleEndian(to bytes: inout MutableSpan<UInt8>) throws(CryptoError) {
    try MbedTLSCrypto.check(
      bytes.withUnsafeMutableBufferPointer {
        mbedtls_mpi_write_binary_le(pointer, $0.baseAddress, $0.count)
      })
  }
}

extension Pinned<mbedtls_ecp_group> {
  init(_ name: mbedtls_ecp_group_id) throws(CryptoError) {
    self.init(mbedtls_ecp_group_init, mbedtls_ecp_group_free)
    try MbedTLSCrypto.check(mbedtls_ecp_group_load(pointer, name))
  }
}

extension Pinned<mbedtls_ecp_point> {
  init() { self.init(mbedtls_ecp_point_init, mbedtls_ecp_point_free) }

  /// A point that is not on the curve is refused here, before any secret meets it.
  func read(
    _ bytes: Span<UInt8>, on curve: borrowing MbedTLSCrypto.Curve
  ) throws(CryptoError) {
    let status = bytes.withUnsafeBufferPointer {
      mbedtls_ecp_point_read_binary(curve.pointer, pointer, $0.baseAddress, $0.count)
    }
    guard status == 0, mbedtls_ecp_check_pubkey(curve.pointer, pointer) == 0 else {
      throw .invalidKey
    }
  }
}
