/// One way to harm a connected thing, and where this book answers it.
public struct Threat: Sendable {
  /// A short name that never changes, in words joined by hyphens.
  public let id: StaticString
  /// What the attacker does.
  public let attack: StaticString
  /// What is lost if nobody stops it.
  public let loss: StaticString
  public let stake: Stake
  public let layer: Layer
  /// The number of the chapter that answers.
  public let chapter: Int
  /// The test that shows the answer, as `TestTarget/function`; nil while it is to come.
  public let test: StaticString?

  init(
    _ id: StaticString, _ attack: StaticString, loses loss: StaticString,
    _ stake: Stake, _ layer: Layer, chapter: Int, shownBy test: StaticString? = nil
  ) {
    self.id = id
    self.attack = attack
    self.loss = loss
    self.stake = stake
    self.layer = layer
    self.chapter = chapter
    self.test = test
  }
}
