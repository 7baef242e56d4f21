// SPDX-License-Identifier: Apache-2.0
import MQTT
import TestSupport
import Wire

/// The bytes that a packet writes.
func written(
  _ write: (inout OutputSpan<UInt8>) throws(WireError) -> Void
) throws(WireError) -> [UInt8] {
  try [UInt8](capacity: 4096, initializingWith: write)
}

/// Reads one packet that must fill the bytes, as a machine would: header, then body.
func reading<T>(
  _ packet: [UInt8], _ parse: (FixedHeader, Span<UInt8>) throws(MQTTError) -> T
) throws(MQTTError) -> T {
  let header = try FixedHeader.read(packet.span, maximumPacketSize: 1 << 20)
  guard let header, header.packetSize == packet.count else {
    throw .malformed(WireError(.truncated(missing: 0), "test packet", at: packet.count))
  }
  return try parse(header, packet.span.extracting(header.size...))
}

func array(_ span: Span<UInt8>) -> [UInt8] { span.indices.map { span[$0] } }

func optionalArray(_ span: Span<UInt8>?) -> [UInt8]? {
  if let span { array(span) } else { nil }
}

/// The error that `body` throws, or nil.
func failure<E: Error>(_ body: () throws(E) -> Void) -> E? {
  do throws(E) { try body() } catch { return error }
  return nil
}

func utf8(_ text: String) -> [UInt8] { [UInt8](text.utf8) }
