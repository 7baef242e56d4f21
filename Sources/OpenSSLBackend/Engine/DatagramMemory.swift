import COpenSSL

/// Memory that keeps datagrams apart: what was written at once is read at once.
final class DatagramMemory {
  private var bytes: [UInt8] = []
  private var first = 0
  private var lengths: [Int] = []

  var nextLength: Int { lengths.first ?? 0 }

  func write(_ datagram: UnsafeRawBufferPointer) {
    bytes.append(contentsOf: datagram)
    lengths.append(datagram.count)
  }

  /// The next datagram, or as much of it as fits: the rest is lost, as with a socket.
  func read(into room: UnsafeMutableRawBufferPointer) -> Int {
    guard !lengths.isEmpty else { return 0 }
    let length = lengths.removeFirst()
    let count = min(length, room.count)
    bytes.withUnsafeBytes {
      room.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[first..<first + count]))
    }
    first += length
    if lengths.isEmpty { forget() }
    return count
  }

  func forget() {
    bytes.removeAll(keepingCapacity: true)
    lengths.removeAll(keepingCapacity: true)
    first = 0
  }

  static func of(_ bio: OpaquePointer?) -> DatagramMemory? {
    BIO_get_data(bio).map {
      Unmanaged<DatagramMemory>.fromOpaque($0).takeUnretainedValue()
    }
  }
}

/// A `BIO_METHOD` like that of `BIO_s_mem`, for datagrams.
nonisolated(unsafe) let datagramMemory: OpaquePointer? = {
  let type = BIO_TYPE_SOURCE_SINK | BIO_get_new_index()
  guard let method = BIO_meth_new(type, "datagram memory") else { return nil }
  BIO_meth_set_create(method) { bio in
    BIO_set_data(bio, Unmanaged.passRetained(DatagramMemory()).toOpaque())
    BIO_set_init(bio, 1)
    return 1
  }
  BIO_meth_set_destroy(method) { bio in
    guard let data = BIO_get_data(bio) else { return 0 }
    Unmanaged<DatagramMemory>.fromOpaque(data).release()
    return 1
  }
  BIO_meth_set_write(method) { bio, bytes, count in
    guard let memory = DatagramMemory.of(bio), count >= 0 else { return -1 }
    memory.write(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
    return count
  }
  BIO_meth_set_read(method) { bio, bytes, count in
    BIO_clear_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY)
    guard let memory = DatagramMemory.of(bio), let bytes, count > 0 else { return -1 }
    guard memory.nextLength > 0 else {
      BIO_set_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY)
      return -1
    }
    return Int32(memory.read(into: UnsafeMutableRawBufferPointer(start: bytes, count: Int(count))))
  }
  BIO_meth_set_ctrl(method) { bio, command, _, _ in
    switch command {
    case BIO_CTRL_PENDING: return DatagramMemory.of(bio)?.nextLength ?? 0
    case BIO_CTRL_RESET: DatagramMemory.of(bio)?.forget()
    case BIO_CTRL_FLUSH: break
    case BIO_CTRL_DGRAM_GET_MTU_OVERHEAD: return 28
    default: return 0
    }
    return 1
  }
  return method
}()
