// SPDX-License-Identifier: Apache-2.0
import CoAP
import Foundation
import Wire

/// What `things coap serve` has to offer: this machine's readings, and a label.
/// Touched on one event loop only.
final class House: @unchecked Sendable {
  struct Answer {
    var code: Code
    var options = OptionList()
    var payload: [UInt8] = []
  }

  let resources: Resources
  private let sensors: [String]
  private var label: [UInt8]?

  init() {
    var resources = Resources()
    let sensors = Sensors.read().map(\.sensor)
    var registered: [String] = []
    for sensor in sensors {
      let resource = Resource(
        Array("sensors/\(sensor)".utf8), .get, contentFormats: [0, 50],
        attributes: Array("rt=\"\(sensor)\";if=\"sensor\";ct=\"0 50\"".utf8))
      // The list has an end; what does not fit is not offered.
      if (try? resources.register(resource)) != nil { registered.append(sensor) }
    }
    _ = try? resources.register(
      Resource(
        Array("label".utf8), [.get, .put, .post, .delete], contentFormats: [0],
        attributes: Array("rt=\"label\";ct=0".utf8), understands: [.ifNoneMatch]))
    self.resources = resources
    self.sensors = registered
  }

  func answer(_ event: CoAPServerEvent, _ bytes: [UInt8]) -> (RequestID, Answer)? {
    guard case .request(let request, let method, let resource, let length) = event else {
      return nil
    }
    let options = wishes(bytes.span.extracting(0..<length))
    let payload = Array(bytes.dropFirst(length))
    let answer =
      resource < sensors.count
      ? read(sensors[resource], asJSON: options.accept == 50)
      : labelled(method, payload, onlyIfNone: options.ifNoneMatch)
    return (request, answer)
  }

  private func wishes(_ bytes: Span<UInt8>) -> (accept: UInt32?, ifNoneMatch: Bool) {
    var found: (accept: UInt32?, ifNoneMatch: Bool) = (nil, false)
    guard var options = try? Options(bytes) else { return found }
    while let option = options.next() {
      if option.number == .accept { found.accept = option.uint }
      if option.number == .ifNoneMatch { found.ifNoneMatch = true }
    }
    return found
  }

  private func read(_ sensor: String, asJSON: Bool) -> Answer {
    guard let reading = Sensors.read().first(where: { $0.sensor == sensor }) else {
      return Answer(code: .notFound)
    }
    let text = asJSON ? reading.json : String(format: "%.2f %@", reading.value, reading.unit)
    var options = OptionList()
    options.append(.contentFormat, uint: asJSON ? 50 : 0)
    return Answer(code: .content, options: options, payload: Array(text.utf8))
  }

  private func labelled(_ method: Code, _ payload: [UInt8], onlyIfNone: Bool) -> Answer {
    switch method {
    case .get:
      guard let label else { return Answer(code: .notFound) }
      var options = OptionList()
      options.append(.contentFormat, uint: 0)
      return Answer(code: .content, options: options, payload: label)
    case .delete:
      label = nil
      return Answer(code: .deleted)
    default:
      guard label == nil || !onlyIfNone else { return Answer(code: .preconditionFailed) }
      let code: Code = label == nil ? .created : .changed
      let text = (method == .post ? label ?? [] : []) + payload
      guard text.count <= 256 else { return Answer(code: Code(4, 13)) }
      label = text
      return Answer(code: code)
    }
  }
}
