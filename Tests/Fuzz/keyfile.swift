// needs: 02-Wire 03-Primitives 04-Identity 05-Certificates
// SPDX-License-Identifier: Apache-2.0
import Certificates
import Identity
import Primitives
import Wire

// A key file, a public key or a request from a stranger: nothing may trap, what was read is
// within the input, and what was read is written in a form that reads the same.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  do throws(X509Error) { checkAgain(try PrivateKeyInfo(der: input.span)) } catch {}
  do throws(X509Error) { checkAgain(try PrivateKeyInfo(pem: input.span)) } catch {}
  do throws(DERError) {
    let key = try SubjectPublicKeyInfo(der: input)
    precondition(key.publicKey.count < count)
  } catch { precondition(error.offset <= count) }
  do throws(DERError) {
    let request = try CertificationRequest(der: input)
    precondition(request.toBeSigned.count < count && request.subject.count >= 2)
    let key = request.subjectPublicKeyInfo
    precondition(key.publicKey.count == request.publicKey.count)
    let again = try SubjectPublicKeyInfo(der: key.der)
    precondition(again == key)
    if let names = request.subjectAltName { precondition(names[0] == 0x30) }
    if let word = request.challengePassword { precondition(word.count < count) }
  } catch { precondition(error.offset <= count) }
  return 0
}

private func checkAgain(_ info: borrowing PrivateKeyInfo) {
  do throws(X509Error) {
    let again = try PrivateKeyInfo(der: info.der.bytes)
    precondition(again.der == info.der && again.algorithm == info.algorithm)
    let text = try PrivateKeyInfo(pem: info.pem().bytes)
    precondition(text.der == info.der)
  } catch { preconditionFailure("what we wrote, we did not read") }
}
