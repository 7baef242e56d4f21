// needs: 02-Wire 03-Primitives 04-Identity 05-Certificates
// SPDX-License-Identifier: Apache-2.0
import Certificates
import Wire

// A list from a stranger. Nothing may trap, and what was found lies within. Whatever could be
// read once can be read again, entry by entry.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  do throws(DERError) {
    let list = try RevocationList(der: input)
    precondition(list.toBeSigned.count < count && list.issuer.count >= 2)
    precondition(list.signature.count < count)
    if let number = list.number { precondition(1...20 ~= number.count) }
    walk(list)
  } catch { precondition(error.offset <= count) }
  return 0
}

private func walk(_ list: RevocationList) {
  var entries = list.entries
  var all = 0
  do throws(DERError) {
    while let entry = try entries.next() {
      precondition(entry.serialNumber.count >= 1)
      if entry.hasUnknownCritical { precondition(list.extensions.hasUnknownCritical) }
      if entry.isOfOtherIssuer { precondition(list.extensions.isIndirect) }
      all += 1
    }
  } catch { preconditionFailure("an entry that was good at first is not now") }
  precondition(all <= list.der.count / 18)
}
