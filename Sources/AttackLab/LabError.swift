// SPDX-License-Identifier: Apache-2.0

/// Why an experiment says nothing.
public enum LabError: Error, CustomStringConvertible {
  case noNamespace(reason: String)
  case notOurs(interface: String)
  case system(call: String, code: Int32)
  case noReport(String)
  case refused
  case late

  public var description: String {
    switch self {
    case .noNamespace(let reason):
      "this system gives no network namespace (\(reason)); run as root, or allow user namespaces"
    case .notOurs(let interface):
      "forged packets are sent only in a namespace of their own, and this one has \(interface); "
        + "use `things attack run`, which makes one"
    case .system(let call, let code):
      "\(call) failed with error \(code); the experiment needs a namespace in which it is root"
    case .noReport(let text): "the experiment ended without a result: \(text)"
    case .refused: "the broker refused the client"
    case .late: "the answer did not come in time"
    }
  }
}
