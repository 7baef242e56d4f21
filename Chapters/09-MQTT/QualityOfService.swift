/// How much the sender of a message does for its arrival (MQTT 3.1.1, 4.3).
public enum QualityOfService: UInt8, Sendable, Comparable {
  case atMostOnce = 0
  case atLeastOnce = 1
  case exactlyOnce = 2

  public static func < (a: QualityOfService, b: QualityOfService) -> Bool {
    a.rawValue < b.rawValue
  }
}
