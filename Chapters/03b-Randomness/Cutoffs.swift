/// From how many on a test calls a source broken, for a false alarm in 2²⁰ looks.
public struct Cutoffs: Equatable, Sendable {
  /// 1 + ⌈20 / H⌉ (SP 800-90B, 4.4.1).
  public let repetitions: Int
  /// 1 + the smallest count of which a window of 512 holds more in one case of 2²⁰
  /// (SP 800-90B, 4.4.2).
  public let occurrences: Int

  public init(_ claim: MinEntropy) {
    (repetitions, occurrences) =
      switch claim {
      case .one: (21, 311)
      case .two: (11, 177)
      case .three: (8, 103)
      case .four: (6, 62)
      case .five: (5, 39)
      case .six: (5, 25)
      case .seven: (4, 18)
      case .eight: (4, 13)
      }
  }
}
