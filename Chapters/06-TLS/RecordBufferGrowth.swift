extension RecordBuffer {
  /// Makes room at the end: by moving the bytes to the front, or to a larger place.
  mutating func reserve(_ more: Int) {
    guard more > storage.count &- end else { return }
    let needed = count &+ more
    guard needed > storage.count else { return moveToFront() }
    grow(to: max(needed, min(2 &* storage.count, storage.count &+ 4096)))
  }

  private mutating func moveToFront() {
    guard start > 0, let base = storage.baseAddress else { return }
    let kept = count
    base.copyMemory(from: base + start, byteCount: kept)
    let left = max(kept, start)..<end
    start = 0
    wipe(left)
    end = kept
  }

  private mutating func grow(to size: Int) {
    let rounded = (size &+ 63) & ~63
    let larger = UnsafeMutableRawBufferPointer.allocate(
      byteCount: rounded, alignment: 8)
    let kept = count
    if kept > 0 {
      larger.copyMemory(from: UnsafeRawBufferPointer(place(0..<kept)))
    }
    clear()
    storage.deallocate()
    storage = larger
    start = 0
    end = kept
  }

  /// Gives back the memory, if nothing waits in it.
  mutating func giveBack() {
    guard isEmpty, !storage.isEmpty else { return }
    clear()
    storage.deallocate()
    storage = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    start = 0
    end = 0
  }
}
