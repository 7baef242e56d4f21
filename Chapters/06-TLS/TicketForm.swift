import Wire

extension TicketContents {
  func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    try out.write(uint8: Self.form, "form")
    try out.write(uint16: suite.code, "suite")
    try out.write(opaque8: policy, "policy")
    try out.write(uint64: UInt64(bitPattern: created), "created")
    try out.write(uint64: UInt64(bitPattern: authenticated), "authenticated")
    try out.write(uint32: lifetime, "lifetime")
    try out.write(uint32: ageAdd, "age_add")
    try out.write(uint32: maximumEarlyData, "max_early_data")
    try out.write(opaque8: applicationProtocol, "application_protocol")
    try out.write(opaque16: serverName, "server_name")
    try out.write(opaque16: peerCertificate, "certificate")
    try out.write(opaque16: peerKey, "public_key")
    try out.write(opaque8: identity, "identity")
  }
}

extension TicketContents {
  @_lifetime(reader: copy reader)
  init(from reader: inout Reader) throws(WireError) {
    let form = try reader.uint8("form")
    guard form == Self.form else { throw reader.invalid(form, "form") }
    suite = CipherSuite(code: try reader.uint16("suite"))
    policy = try reader.opaque8("policy")
    created = Int64(bitPattern: try reader.uint64("created"))
    authenticated = Int64(bitPattern: try reader.uint64("authenticated"))
    lifetime = try reader.uint32("lifetime")
    ageAdd = try reader.uint32("age_add")
    maximumEarlyData = try reader.uint32("max_early_data")
    applicationProtocol = try reader.opaque8("application_protocol")
    serverName = try reader.opaque16("server_name")
    peerCertificate = try reader.opaque16("certificate")
    peerKey = try reader.opaque16("public_key")
    identity = try reader.opaque8("identity")
  }
}
