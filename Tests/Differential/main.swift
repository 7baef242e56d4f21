// SPDX-License-Identifier: Apache-2.0
import Foundation

// Differential mutate|build|both [--seconds N] [--trials N] [--seed N] [--json FILE]
//
// mutate: bends good certificates, signs them again, and asks this book and OpenSSL.
// build: has OpenSSL write certificates with fields that the dice choose, and asks both.
// Fails if they differ where no line of Disagreement.all says why, and prints the chain.

do {
  let options = try Options(CommandLine.arguments.dropFirst())
  var reports: [Run.Report] = []
  for direction in options.directions {
    reports.append(try Run(direction, options).run())
  }
  for report in reports { print(report.text()) }
  if let json = options.json { try Results(reports, options).write(to: json) }
  if reports.contains(where: { !$0.unexplained.isEmpty }) { exit(1) }
} catch {
  FileHandle.standardError.write(Data("differential: \(error)\n".utf8))
  exit(2)
}
