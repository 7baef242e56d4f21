/// A value for a place where nothing is; it holds no storage.
protocol Vacant: Sendable {
  static var vacant: Self { get }
}

/// Places with numbers that stay as long as what is in them; a free place is used again.
struct Slots<Element: Vacant>: Sendable {
  private var elements: [Element] = []
  private var free: [Int] = []

  /// How many are in use.
  var count: Int { elements.count - free.count }
  /// Every place that was ever in use is below this.
  var end: Int { elements.count }

  mutating func insert(_ element: consuming Element) -> Int {
    guard let slot = free.popLast() else {
      elements.append(element)
      return elements.count - 1
    }
    elements[slot] = element
    return slot
  }

  mutating func remove(_ slot: Int) {
    elements[slot] = .vacant
    free.append(slot)
  }

  /// In place: nothing is copied for a change.
  subscript(slot: Int) -> Element {
    get { elements[slot] }
    _modify { yield &elements[slot] }
  }
}
