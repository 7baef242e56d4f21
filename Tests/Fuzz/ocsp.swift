// needs: 02-Wire 03-Primitives 04-Identity 05-Certificates
// SPDX-License-Identifier: Apache-2.0
import Certificates
import Primitives
import Wire

// A question and an answer from a stranger: the same bytes are tried as both. Nothing may trap,
// and a responder has an answer to everything.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  do throws(DERError) {
    let response = try OCSPResponse(der: input)
    if response.status == .successful {
      precondition(response.toBeSigned.count < count)
      precondition(response.signature.count < count)
    }
    if let nonce = response.nonce { precondition(1...128 ~= nonce.count) }
  } catch { precondition(error.offset <= count) }
  do throws(DERError) {
    let request = try OCSPRequest(der: input)
    if let nonce = request.nonce { precondition(1...128 ~= nonce.count) }
  } catch { precondition(error.offset <= count) }
  return 0
}
