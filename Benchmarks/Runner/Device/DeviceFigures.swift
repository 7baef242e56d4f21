// SPDX-License-Identifier: Apache-2.0

extension DeviceReport {
  /// Each number that the book may quote, as it is to be printed.
  func makeFigures() -> [String: String] {
    var figures: [String: String] = [:]
    for (compiler, version) in compilers { figures["device/\(compiler)"] = version }
    for implementation in implementations where implementation.absence == nil {
      let prefix = "device/\(implementation.name)"
      if !implementation.version.isEmpty { figures["\(prefix)/version"] = implementation.version }
      if let flash = implementation.flash { figures["\(prefix)/flash"] = grouped(flash) }
    }
    for row in rows where !row.isMissing {
      let prefix = "device/\(row.operation)/\(row.implementation)"
      figures["\(prefix)/per-byte"] = row.instructionsPerByte.map { decimal($0, 1) }
      figures["\(prefix)/per-byte-of-64"] = row.instructionsPerByteOf64.map { decimal($0, 1) }
      figures["\(prefix)/instructions"] = row.instructions.map { grouped($0) }
      figures["\(prefix)/set-up"] = row.setUp.map { grouped($0) }
      figures["\(prefix)/stack"] = row.stack.map { grouped($0) }
      figures["\(prefix)/heap"] = row.heap.map { grouped($0) }
      figures["\(prefix)/flash"] = row.flash.map { grouped($0) }
    }
    for operation in DeviceOperation.allCases {
      figures["device/\(operation.rawValue)/mbedtls-over-portable"] =
        mbedTLSOverPortable(operation).map(ratio)
    }
    for claim in claims {
      figures["device/claims/\(claim.name)/limit"] = grouped(claim.limit)
      figures["device/claims/\(claim.name)/measured"] = claim.measured.map {
        $0 < 1000 ? decimal($0, 1) : grouped($0)
      }
    }
    for figure in published { figures["device/published/\(figure.name)"] = figure.cycles }
    return figures
  }

  /// How many instructions mbedTLS takes for each of ours, over long texts.
  func mbedTLSOverPortable(_ operation: DeviceOperation) -> Double? {
    guard let ours = row(operation, "portable"), let theirs = row(operation, "mbedtls") else {
      return nil
    }
    func cost(_ row: Row) -> Double? {
      row.instructionsPerByte ?? row.instructions.map(Double.init)
    }
    guard let mine = cost(ours), let other = cost(theirs), mine > 0 else { return nil }
    return other / mine
  }
}

func grouped(_ count: Int) -> String { grouped(Double(count)) }
