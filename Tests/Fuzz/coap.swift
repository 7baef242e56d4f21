// needs: 02-Wire 03-Primitives 04-Identity 05-Certificates 06-TLS 07-DTLS 10-CoAP
// SPDX-License-Identifier: Apache-2.0
import CoAP
import Wire

// The first byte chooses the states that a client and a server are in, the rest is datagrams
// for both, each with its length in front.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Span(_unsafeElements: UnsafeBufferPointer(start: start, count: count))
  guard count > 1 else { return 0 }
  readAndWrite(input.extracting(1...))
  drive(input[0], input.extracting(1...))
  return 0
}

func bytes(_ span: Span<UInt8>) -> [UInt8] { span.indices.map { span[$0] } }

/// What is read is written again, and must come out as the very bytes that were read.
func readAndWrite(_ input: Span<UInt8>) {
  do throws(WireError) {
    let message = try Message(input)
    var list = OptionList()
    var options = message.options
    while let option = options.next() { list.append(option.number, option.value) }
    let again = Outgoing(
      message.header.type, message.header.code, messageID: message.header.messageID,
      token: message.token, options: list, payload: bytes(message.payload))
    let written = try [UInt8](capacity: again.maximumSize) { out throws(WireError) in
      try again.write(into: &out)
    }
    precondition(written == bytes(input), "not what was read")
  } catch { precondition(!"\(error)".isEmpty) }
}

func drive(_ state: UInt8, _ input: Span<UInt8>) {
  var now = Instant(nanoseconds: 0)
  var client = CoAPClient(CoAPClientOptions(), firstMessageID: 0)
  var resources = Resources()
  guard (try? resources.register(Resource([0x61], [.get, .post, .put, .delete]))) != nil else {
    preconditionFailure("no room for one")
  }
  var options = CoAPServerOptions()
  options.maximumExchanges = 3
  var server = CoAPServer(resources, options, peerIsProved: state & 1 == 1, random: 0)
  if state & 2 == 2 {
    _ = try? client.request(.get, confirmable: state & 4 == 4, random: 0, now: now)
  }
  poll(&client, 0, now)
  var rest = input
  while rest.count > 1 {
    let size = min(Int(rest[0]) % 64, rest.count - 1)
    let datagram = rest.extracting(1..<(size + 1))
    now = now + .milliseconds(Int(rest[0]) / 64 * 900)
    rest = rest.extracting((size + 1)...)
    client.handle(datagram, now: now)
    poll(&client, size, now)
    server.handle(datagram, now: now)
    poll(&server, size, now)
    client.handleTimeout(now: now)
    server.handleTimeout(now: now)
    poll(&client, size, now)
    poll(&server, size, now)
  }
}

func poll(_ client: inout CoAPClient, _ size: Int, _ now: Instant) {
  while true {
    var output = Output<CoAPClientEvent>.wait(until: nil)
    let bytes = [UInt8](capacity: 1152) { out in output = client.poll(into: &out) }
    switch output {
    case .transmit: precondition(!bytes.isEmpty && bytes.count <= 4 + 4 + 45 + 256)
    case .event(.response(_, _, let length)):
      precondition(length <= bytes.count && bytes.count <= size, "more than came")
    case .event: precondition(bytes.isEmpty)
    case .bufferTooSmall: preconditionFailure("no message is so large")
    case .wait: return
    }
  }
}

func poll(_ server: inout CoAPServer, _ size: Int, _ now: Instant) {
  while true {
    var output = Output<CoAPServerEvent>.wait(until: nil)
    let bytes = [UInt8](capacity: 1152) { out in output = server.poll(into: &out) }
    switch output {
    case .transmit: precondition(!bytes.isEmpty)
    case .event(.request(let id, _, let resource, let length)):
      precondition(length <= bytes.count && bytes.count <= size && resource == 0)
      if bytes.count % 2 == 0 {
        _ = try? server.respond(to: id, .content, random: 0, now: now)
      }
    case .event: precondition(bytes.isEmpty)
    case .bufferTooSmall: preconditionFailure("no message is so large")
    case .wait: return
    }
  }
}
