// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Dispatch
import Foundation
import Identity
import KeyStores

struct DeviceAgentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "agent",
    abstract:
      "Hold a device's keys, and sign for the applications of some users, until interrupted.",
    discussion: """
      Run it as a user of its own, who alone can read the device's folder. An application of another
      user asks over the socket, whose folder is made if it is not there: for this user alone, or
      for the primary group of the first --allow-user too. Nobody can make, bring or destroy a key
      over it.

      Examples:
        things device new --store device --keys sealed --serial SN-0001
        things device agent --store device --socket /run/things/socket --allow-user sensor
        things device new --store app --serial SN-0001 --keys agent:/run/things/socket
        things device sign --store app --key idevid report.txt
      """)

  @Option(help: "The device's folder.", completion: .directory)
  var store: String

  @Option(help: "The socket; its folder must be this user's, and closed to others.")
  var socket: String

  @Option(help: "A user to serve, by name or number; may be given again (default: this one).")
  var allowUser: [String] = []

  @OptionGroup var pin: PINOptions

  func run() throws {
    let callers = try allowUser.map(Caller.init)
    let users = callers.isEmpty ? [geteuid()] : callers.map(\.user)
    let keys = try boxedStore()
    let hardening = Hardening.apply()
    var server = try listen(
      keys, users, group: callers.first { $0.user != geteuid() }?.group)
    let agentKey: [UInt8]
    do throws(KeyStoreError) { agentKey = try server.agentKey() } catch {
      throw DeviceRefusal.store(error, "the store of \(store)")
    }
    print("serving \(socket)")
    print("    agent's key     \(hexadecimal(agentKey))")
    Terminal.fact("users", users.map(String.init).joined(separator: " "))
    Terminal.fact("memory", hardening.sentence)
    fflush(nil)
    let interruption = try InterruptionPipe()
    do throws(KeyStoreError) { try server.run(until: interruption.reading) } catch {
      throw DeviceRefusal.store(error, "the agent's socket \(socket)")
    }
    let tally = server.tally
    print("answered \(tally.answered), refused \(tally.refused), too often \(tally.busy)")
    print("hung up on \(tally.faults), turned away \(tally.turnedAway)")
  }

  private func listen(
    _ keys: consuming BoxedStore, _ users: [UInt32], group: UInt32?
  ) throws -> AgentServer<BoxedStore> {
    do throws(KeyStoreError) {
      return try AgentServer(keys, at: socket, serving: users, group: group)
    } catch { throw DeviceRefusal.store(error, "the agent's socket \(socket)") }
  }

  /// Throws `.otherKey` if the store is not the one that the device was made with.
  private func boxedStore() throws -> BoxedStore {
    let device = try Device.load(from: store)
    guard let keys = DeviceKeys(argument: device.keys) else {
      throw DeviceRefusal.unreadable(Device.file(in: store))
    }
    if case .agent = keys { throw DeviceRefusal.agentOfAnAgent }
    var opened = BoxedStore(try keys.open(in: store, pin: pin))
    let label = try keyLabel(Device.identity)
    let publicKey: [UInt8]
    do throws(KeyStoreError) { publicKey = try opened.publicKey(of: label) } catch {
      throw DeviceRefusal.store(error, "the store of \(store)")
    }
    guard hexadecimal(publicKey) == device.publicKey else { throw DeviceRefusal.otherKey(store) }
    return opened
  }

  /// Who may ask, as the system knows them.
  struct Caller {
    let user: UInt32
    let group: UInt32

    init(_ text: String) throws {
      if let number = UInt32(text) {
        user = number
        group = getpwuid(number)?.pointee.pw_gid ?? number
      } else if let entry = getpwnam(text) {
        (user, group) = (entry.pointee.pw_uid, entry.pointee.pw_gid)
      } else {
        throw ValidationError("there is no user '\(text)' here; give a name or a number")
      }
    }
  }
}

extension Hardening {
  fileprivate var sentence: String {
    let closed =
      isUndumpable && isWithoutCore
      ? "closed to tracers, never in a core" : "not closed to tracers on this system"
    return closed + (isLocked ? ", locked" : ", not locked against swapping")
  }
}

/// Something to read once the user, or the system, asks the program to end.
private final class InterruptionPipe {
  let reading: CInt
  private let sources: [any DispatchSourceSignal]

  init() throws {
    var ends: [CInt] = [0, 0]
    guard pipe(&ends) == 0 else {
      throw DeviceRefusal.store(.medium(Int(errno)), "the agent's pipe")
    }
    reading = ends[0]
    let writing = ends[1]
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { _ = write(writing, "!", 1) }
      source.resume()
      return source
    }
  }

  deinit { for source in sources { source.cancel() } }
}
