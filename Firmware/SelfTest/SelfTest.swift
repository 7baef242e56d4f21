// SPDX-License-Identifier: Apache-2.0

/// What a microcontroller runs to show that the chapters work on it; the host's tests run the same.
public enum SelfTest: Int32, CaseIterable, Sendable {
  case wire, primitives, identity, certificates, mqtt

  /// As the chapter is called.
  public var name: StaticString {
    switch self {
    case .wire: "Wire"
    case .primitives: "Primitives"
    case .identity: "Identity"
    case .certificates: "Certificates"
    case .mqtt: "MQTT"
    }
  }

  public func run() throws(Failure) {
    switch self {
    case .wire: try testWire()
    case .primitives: try testPrimitives()
    case .identity: try testIdentity()
    case .certificates: try testCertificates()
    case .mqtt: try testMQTT()
    }
  }

  /// What was not as it should be.
  public struct Failure: Error {
    public let what: StaticString
  }
}

func require(_ condition: Bool, _ what: StaticString) throws(SelfTest.Failure) {
  if !condition { throw SelfTest.Failure(what: what) }
}

/// The name of the part with this number, or null past the last one.
@c(self_test_name)
public func selfTestName(_ number: Int32) -> UnsafePointer<CChar>? {
  SelfTest(rawValue: number)?.name.cString
}

/// Null if the part passed, or what was wrong.
@c(self_test_run)
public func selfTestRun(_ number: Int32) -> UnsafePointer<CChar>? {
  guard let part = SelfTest(rawValue: number) else { return StaticString("no such part").cString }
  do throws(SelfTest.Failure) {
    try part.run()
    return nil
  } catch {
    return error.what.cString
  }
}

extension StaticString {
  /// A literal ends with a zero byte that its count leaves out.
  var cString: UnsafePointer<CChar>? {
    UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
  }
}
