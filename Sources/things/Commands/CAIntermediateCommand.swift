// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Certificates
import Foundation
import TLS

struct CAIntermediateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "intermediate",
    abstract: "Make an authority below this one, in a folder of its own.",
    discussion: """
      With --permit it vouches for these names only; hosts and addresses of which nothing is
      permitted are excluded altogether.

      Examples:
        things ca intermediate --directory pki --into factory --name "Factory 1"
        things ca intermediate --directory pki --into site --name "Site 7" \\
          --permit-dns site7.example --permit-ip 192.0.2.0/24
      """)

  @OptionGroup var authority: AuthorityOptions

  @Option(help: "Folder for the new authority.", completion: .directory)
  var into: String

  @Option(help: "The new authority's common name.")
  var name: String

  @Option(help: "How many authorities may stand below it, one under the other.")
  var pathLength: UInt8 = 0

  @Option(help: "A host, it and all below it may be vouched for; may be given again.")
  var permitDNS: [String] = []

  @Option(help: "A network, such as 192.0.2.0/24; may be given again.")
  var permitIP: [String] = []

  @Option(help: "An organization, which subjects' names must begin with; may be given again.")
  var permitOrganization: [String] = []

  @Option(help: "A mailbox, a host of them, or .example; may be given again.")
  var permitEmail: [String] = []

  @Option(help: "A host, neither it nor any below it; may be given again.")
  var excludeDNS: [String] = []

  @Option(help: "For how many days it is valid.")
  var days = 1825

  @OptionGroup var details: DetailOptions

  func validate() throws {
    try days.checkedAsDays()
    if let wrong = permitIP.first(where: { Subtree(network: $0) == nil }) {
      throw ValidationError(
        "--permit-ip '\(wrong)' is no network, as 192.0.2.0/24 or 2001:db8::/32")
    }
  }

  func run() async throws {
    let folder = try authority.folder()
    let below = try AuthorityFolder(into)
    guard !below.isTaken else { throw CAInitCommand.AlreadyThere(path: below.taken) }
    var ca = try Authority.load(from: folder)
    var order = Order(
      profile: profile, subject: Name(commonName: Array(name.utf8)),
      validity: try .days(days, from: Date()))
    order.details = try details.details(ValidityOptions.parse([]))
    try ca.found(order, in: below, chain: folder.chain(), root: folder.root())
    print("wrote \(below.keyFile), \(below.certificateFile) and \(below.rootFile)")
  }

  private var profile: Profile {
    let permitted =
      permitDNS.map { Subtree.dns(Array($0.utf8)) } + permitIP.compactMap { Subtree(network: $0) }
      + permitOrganization.map { .directory(Name(organization: Array($0.utf8))) }
      + permitEmail.map { .email(Array($0.utf8)) }
    let excluded = excludeDNS.map { Subtree.dns(Array($0.utf8)) }
    guard !permitted.isEmpty || !excluded.isEmpty else {
      return .authority(pathLength: pathLength)
    }
    let hasNames = !permitDNS.isEmpty || !permitIP.isEmpty
    var constraints =
      hasNames ? NameConstraints.only(permitted) : NameConstraints(permitted: permitted)
    constraints.excluded += excluded
    return .confinedAuthority(pathLength: pathLength, constraints)
  }
}

extension Subtree {
  /// `192.0.2.0/24`
  init?(network: String) {
    let parts = network.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let bits = Int(parts[1]), bits >= 0,
      case .ip(let address) = ServerName(String(parts[0])), bits <= 8 * address.count
    else { return nil }
    let mask = address.indices.map { i in
      let ones = min(max(bits - 8 * i, 0), 8)
      return UInt8(truncatingIfNeeded: 0xff00 >> ones)
    }
    self = .ip(address: address, mask: mask)
  }
}
