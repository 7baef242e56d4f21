/// Where a state lies, however big it is. What moves from hand to hand is the address: on a
/// small device's stack a state by value would lie once for each call on the way to it.
final class Place<State: ~Copyable> {
  private var state: State?

  init(_ state: consuming State) { self.state = consume state }

  func take() -> State? { state.take() }

  func put(_ next: consuming State) { state = consume next }
}
