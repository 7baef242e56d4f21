// SPDX-License-Identifier: Apache-2.0
import Certificates
import TestSupport
import Testing
import Wire

/// The same values, encoded by OpenSSL from its own small language for them.
struct DERPeerTests {
  @Test(.peer("openssl", package: "openssl"))
  func openSSLWritesTheSameBytes() throws {
    let content = SeededRandom.bytes(300, seed: 9)
    let serial = hex("00ff0102030405060708")
    let ours = try written { out throws(WireError) in
      try out.sequence("all") { out throws(WireError) in
        try out.boolean(true, "")
        try out.boolean(false, "")
        try out.integer(0, "")
        try out.integer(127, "")
        try out.integer(128, "")
        try out.integer(serial.span, "")
        try out.objectIdentifier([1, 2, 840, 10045, 4, 3, 2], "")
        try out.objectIdentifier([2, 999, 3], "")
        try out.octetString(content.span, "")
        try out.bitString(content.span, "")
        try out.namedBits(0x8000, "")
        try out.namedBits(0x0600, "")
        try out.namedBits(0x8080, "")
        try out.utf8String(ascii("Köln").span, "")
        try out.printableString(ascii("A 1").span, "")
        try out.ia5String(ascii("a@b").span, "")
        try out.time(Time(secondsSince1970: 951_782_400), "")
        try out.time(.noExpiry, "")
        try out.set("set") { out throws(WireError) in try out.integer(1, "") }
        try out.constructed(.explicit(3), "") { out throws(WireError) in
          try out.octetString("") { out throws(WireError) in
            try out.sequence("") { out throws(WireError) in
              try out.octetString(content.span, as: .implicit(7), "")
              try out.ia5String(ascii("host").span, as: .implicit(2), "")
            }
          }
        }
      }
    }
    let configuration = """
      asn1 = SEQUENCE:all
      [all]
      1 = BOOLEAN:true
      2 = BOOLEAN:false
      3 = INTEGER:0
      4 = INTEGER:127
      5 = INTEGER:128
      6 = INTEGER:0xff0102030405060708
      7 = OID:1.2.840.10045.4.3.2
      8 = OID:2.999.3
      9 = FORMAT:HEX,OCTETSTRING:\(hexString(content))
      10 = FORMAT:HEX,BITSTRING:\(hexString(content))
      11 = FORMAT:BITLIST,BITSTRING:0
      12 = FORMAT:BITLIST,BITSTRING:5,6
      13 = FORMAT:BITLIST,BITSTRING:0,8
      14 = FORMAT:UTF8,UTF8String:Köln
      15 = PRINTABLESTRING:A 1
      16 = IA5STRING:a@b
      17 = UTCTIME:000229000000Z
      18 = GENTIME:99991231235959Z
      19 = SET:set
      20 = EXPLICIT:3,OCTWRAP,SEQUENCE:names
      [set]
      1 = INTEGER:1
      [names]
      1 = IMPLICIT:7,FORMAT:HEX,OCTETSTRING:\(hexString(content))
      2 = IMPLICIT:2,IA5STRING:host

      """
    let folder = try TemporaryFolder()
    let file = try folder.write("values.cnf", configuration.utf8)
    let out = "\(folder.path)/values.der"
    try openssl(["asn1parse", "-genconf", file, "-noout", "-out", out])
    #expect(hexString(ours) == hexString(try folder.read("values.der")))
  }
}
